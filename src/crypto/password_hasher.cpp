// SPDX-License-Identifier: Apache-2.0
#include "crypto/password_hasher.hpp"

#include "base/check.hpp"
#include "base/executor.hpp"
#include "base/this_thread.hpp"

#include <sodium.h>

#include <array>
#include <coroutine>
#include <optional>
#include <utility>

namespace hako::crypto {
namespace {

Error busy() {
    return Error::busy(
        "server",
        PublicText("Busy with other passwords; try again in a moment."),
        PrivateDetail("the queue for password hashing is full")
    );
}

Error stopping() {
    return Error::unavailable(PrivateDetail("password hashing is shutting down"));
}

}  // namespace

/// One password on its way to a thread and back. Lives in the frame of the coroutine that waits.
class PasswordHasher::Job {
public:
    virtual ~Job() = default;
    Job() = default;
    Job(const Job&) = delete;
    Job& operator=(const Job&) = delete;

    virtual void run(const PasswordCost& cost) = 0;
    virtual void fail(Error error) = 0;

    /// The waiting coroutine goes on in its home thread; the job may be gone when this returns.
    void finish() {
        const std::array ready{waiter};
        home->resume_all(ready);
    }

    Executor* home = nullptr;
    std::coroutine_handle<> waiter;
};

class PasswordHasher::HashJob final : public Job {
public:
    explicit HashJob(Secret password) : password_(std::move(password)) {}

    void run(const PasswordCost& cost) override {
        std::array<char, crypto_pwhash_STRBYTES> phc{};
        const auto text = password_.reveal();
        const int failed = crypto_pwhash_str_alg(
            phc.data(),
            text.data(),
            text.size(),
            cost.passes,
            cost.memory_bytes,
            crypto_pwhash_ALG_ARGON2ID13
        );
        if (failed != 0) {
            fail(Error::unavailable(PrivateDetail("no memory to hash a password")));
        } else {
            result.emplace(std::string(phc.data()));
        }
    }

    void fail(Error error) override {
        result.emplace(std::move(error));
    }

    std::optional<Result<std::string>> result;

private:
    Secret password_;
};

class PasswordHasher::VerifyJob final : public Job {
public:
    VerifyJob(Secret password, std::string phc)
        : password_(std::move(password)), phc_(std::move(phc)) {}

    void run(const PasswordCost&) override {
        const auto text = password_.reveal();
        const int failed = crypto_pwhash_str_verify(phc_.c_str(), text.data(), text.size());
        result.emplace(failed == 0 ? Verdict::right : Verdict::wrong);
    }

    void fail(Error error) override {
        result.emplace(std::move(error));
    }

    std::optional<Result<Verdict>> result;

private:
    Secret password_;
    std::string phc_;
};

struct PasswordHasher::Enqueued {
    PasswordHasher& hasher;
    Job& job;

    [[nodiscard]] bool await_ready() const noexcept {
        return false;
    }

    /// Nothing of the coroutine may be touched once the job is queued: it may have gone on already.
    bool await_suspend(std::coroutine_handle<> waiter) {
        job.home = &Executor::current();
        job.waiter = waiter;
        switch (hasher.enqueue(job)) {
            case Admission::queued:
                return true;
            case Admission::full:
                job.fail(busy());
                return false;
            case Admission::stopped:
                job.fail(stopping());
                return false;
        }
        return false;
    }

    void await_resume() const noexcept {}
};

PasswordHasher::PasswordHasher(Options options) : options_(options) {
    check(sodium_init() >= 0, "libsodium cannot start");
    check(options_.threads > 0, "password hashing needs a thread");
    threads_.reserve(options_.threads);
    for (std::size_t i = 0; i < options_.threads; ++i) {
        threads_.emplace_back([this] { work(); });
    }
}

PasswordHasher::~PasswordHasher() {
    std::deque<Job*> left;
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        left.swap(queue_);
    }
    changed_.notify_all();
    for (Job* job : left) {
        job->fail(stopping());
        job->finish();
    }
    for (auto& thread : threads_) {
        thread.join();
    }
}

Task<Result<std::string>> PasswordHasher::hash(Secret password) {
    HashJob job(std::move(password));
    co_await Enqueued{*this, job};
    co_return std::move(*job.result);
}

Task<Result<PasswordHasher::Verdict>> PasswordHasher::verify(Secret password, std::string phc) {
    VerifyJob job(std::move(password), std::move(phc));
    co_await Enqueued{*this, job};
    co_return std::move(*job.result);
}

bool PasswordHasher::needs_rehash(const std::string& phc) const {
    return crypto_pwhash_str_needs_rehash(
               phc.c_str(), options_.cost.passes, options_.cost.memory_bytes
           ) != 0;
}

std::size_t PasswordHasher::waiting() const {
    const std::lock_guard lock(mutex_);
    return queue_.size();
}

PasswordHasher::Admission PasswordHasher::enqueue(Job& job) {
    {
        const std::lock_guard lock(mutex_);
        if (stopping_) {
            return Admission::stopped;
        }
        if (queue_.size() >= options_.queue_max) {
            return Admission::full;
        }
        queue_.push_back(&job);
    }
    changed_.notify_one();
    return Admission::queued;
}

void PasswordHasher::work() {
    set_up_this_thread("hash", Share::even);
    while (true) {
        Job* job = nullptr;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
            if (stopping_) {
                return;
            }
            job = queue_.front();
            queue_.pop_front();
        }
        job->run(options_.cost);
        job->finish();
    }
}

}  // namespace hako::crypto
