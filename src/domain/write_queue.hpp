// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/executor.hpp"
#include "base/result.hpp"
#include "base/task.hpp"

#include <coroutine>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

namespace hako {

/// One use case that waits to be run inside a transaction, alone in its savepoint.
///
/// The engine runs many in one transaction (a commit group). A job is told its outcome exactly
/// once, after the commit, and then its coroutine goes on where it came from.
template <class Transaction>
class WriteJob {
public:
    virtual ~WriteJob() = default;
    WriteJob() = default;
    WriteJob(const WriteJob&) = delete;
    WriteJob& operator=(const WriteJob&) = delete;

    enum class Verdict { keep, roll_back };

    /// Does the work. `roll_back`: nothing that it wrote may stay; the others in its group are
    /// untouched.
    virtual Task<Verdict> run(Transaction& transaction) = 0;

    /// Its group could not be committed, or it could not be queued: nothing was done.
    virtual void fail(Error error) = 0;

    /// Where its coroutine goes on.
    Executor* home = nullptr;
    std::coroutine_handle<> waiter;
};

/// The one writer of a database.
template <class Transaction>
class WriteQueue {
public:
    virtual ~WriteQueue() = default;

    /// Has `job` run in the order of arrival and its coroutine resumed after the commit. Never
    /// blocks. False when the queue is full: the job was failed and its coroutine must go on by
    /// itself.
    virtual bool enqueue(WriteJob<Transaction>& job) = 0;
};

namespace detail {

template <class Transaction, class T, class Work>
class WorkJob final : public WriteJob<Transaction> {
public:
    using Verdict = typename WriteJob<Transaction>::Verdict;

    explicit WorkJob(Work work) : work_(std::move(work)) {}

    Task<Verdict> run(Transaction& transaction) override {
        try {
            result_.emplace(co_await work_(transaction));
        } catch (...) {
            bug_ = std::current_exception();
            co_return Verdict::roll_back;
        }
        co_return result_->has_value() ? Verdict::keep : Verdict::roll_back;
    }

    void fail(Error error) override {
        result_.emplace(std::move(error));
        bug_ = nullptr;
    }

    Result<T> take() {
        if (bug_) {
            std::rethrow_exception(bug_);
        }
        return std::move(*result_);
    }

private:
    Work work_;
    std::optional<Result<T>> result_;
    std::exception_ptr bug_;
};

template <class Transaction>
struct EnqueueAwaiter {
    WriteQueue<Transaction>& queue;
    WriteJob<Transaction>& job;

    [[nodiscard]] bool await_ready() const noexcept {
        return false;
    }

    bool await_suspend(std::coroutine_handle<> waiter) {
        job.home = &Executor::current();
        job.waiter = waiter;
        return queue.enqueue(job);
    }

    void await_resume() const noexcept {}
};

}  // namespace detail

/// Runs `work(transaction)`, a callable that returns Task<Result<T>>, as one use case on the
/// queue's writer and gives its result after the commit. The result of a use case that failed is
/// its own error; of one whose group could not be committed, `unavailable`.
template <class T, class Transaction, class Work>
Task<Result<T>> write(WriteQueue<Transaction>& queue, Work work) {
    detail::WorkJob<Transaction, T, Work> job(std::move(work));
    detail::EnqueueAwaiter<Transaction> queued{queue, job};
    co_await queued;
    co_return job.take();
}

}  // namespace hako
