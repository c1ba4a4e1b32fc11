// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/check.hpp"
#include "base/limits.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/this_thread.hpp"
#include "domain/write_queue.hpp"
#include "storage/sqlite/connection.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <coroutine>
#include <deque>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace hako::sqlite {

/// What a writer counts.
struct WriterMetrics {
    explicit WriterMetrics(Metrics& metrics);

    Histogram& group_size;
    Histogram& commit_seconds;
    Gauge& queue_depth;
    Counter& failed_groups;
};

/// What a database does around a commit group. Called on the writer's thread.
template <class Transaction>
class GroupWork {
public:
    virtual ~GroupWork() = default;

    /// Opens the write connection and loads what the writer must know; also after trouble, when
    /// everything in memory is to be forgotten and read anew.
    virtual Result<void> open() = 0;

    /// Both valid after `open`, until the next.
    virtual Connection& connection() = 0;
    virtual Transaction& transaction() = 0;

    /// A use case begins; it is rolled back.
    virtual void mark() = 0;
    virtual void go_back() = 0;

    /// Writes what is kept once for a group, not once for a use case.
    virtual Result<void> before_commit() = 0;

    /// Makes the group's effects known to readers. Runs before any caller learns of the commit.
    virtual void after_commit() = 0;
};

/// Whether GroupWork::open was called already.
enum class WriterStart { open, closed };

/// The one writer of a database file: a thread that drains its queue into one transaction, a
/// savepoint for each use case, commits once (`synchronous=FULL`), then has every waiter resumed.
///
/// When a group cannot be committed (disk full, input/output error) all of it fails with
/// `unavailable`, the connection is thrown away and opened anew: after a failed write or fsync
/// nothing that SQLite holds in memory is trusted. `is_healthy` is false from then until a commit
/// succeeds; the writer tries one by itself twice a second.
template <class Transaction>
class Writer final : public WriteQueue<Transaction> {
public:
    using Job = WriteJob<Transaction>;

    Writer(GroupWork<Transaction>& work, Log& log, WriterMetrics metrics, WriterStart start)
        : work_(work),
          log_(log),
          metrics_(metrics),
          open_(start == WriterStart::open),
          thread_([this] { run(); }) {}

    ~Writer() override {
        stop();
    }

    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    /// Commits what is queued, then ends the thread. Jobs that come later fail.
    void stop() {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        arrived_.notify_one();
        if (thread_.joinable()) {
            thread_.join();
        }
    }

    bool enqueue(Job& job) override {
        const std::lock_guard lock(mutex_);
        if (stopping_ || queue_.size() >= limits::kWriteQueueMax) {
            job.fail(Error::busy(
                "server",
                PublicText("Too many writes are waiting. Try again later."),
                PrivateDetail(stopping_ ? "the writer is stopping" : "the write queue is full")
            ));
            return false;
        }
        queue_.push_back(&job);
        metrics_.queue_depth.add(1);
        if (idle_ || (gathering_ && queue_.size() >= expected_)) {
            idle_ = false;
            arrived_.notify_one();
        }
        return true;
    }

    /// Whether the last commit succeeded. From any thread.
    [[nodiscard]] bool is_healthy() const {
        return healthy_.load(std::memory_order_relaxed);
    }

private:
    static constexpr std::chrono::milliseconds kRetryMillis{500};
    static constexpr std::chrono::nanoseconds kGatherTimeMax = std::chrono::milliseconds(2);

    void run() {
        set_up_this_thread("writer", Share::even);
        std::vector<Job*> group;
        while (take(group)) {
            auto outcome = open_if_needed();
            if (outcome) {
                outcome = commit(group);
            }
            finish(group, std::move(outcome));
            group.clear();
        }
    }

    /// Waits for jobs; false at the end. A group may be empty: then the writer tries whether a
    /// commit works again.
    bool take(std::vector<Job*>& group) {
        std::unique_lock lock(mutex_);
        while (queue_.empty() && !stopping_) {
            idle_ = true;
            if (is_healthy()) {
                arrived_.wait(lock);
            } else if (arrived_.wait_for(lock, kRetryMillis) == std::cv_status::timeout) {
                break;
            }
        }
        idle_ = false;
        gather(lock);
        const std::size_t count = std::min(queue_.size(), limits::kCommitGroupWritesMax);
        group.assign(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(count));
        queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(count));
        metrics_.queue_depth.add(-static_cast<std::int64_t>(count));
        return count > 0 || !stopping_;
    }

    /// Callers that were answered together call again together. The first of them to come is not
    /// worth a commit of its own: the others are waited for, but for less time than the commit
    /// would take.
    void gather(std::unique_lock<std::mutex>& lock) {
        gathering_ = true;
        expected_ = callers_;
        arrived_.wait_for(lock, std::min(kGatherTimeMax, last_commit_time_ / 2), [&] {
            return queue_.size() >= expected_ || stopping_;
        });
        gathering_ = false;
    }

    Result<void> open_if_needed() {
        if (!open_) {
            HAKO_TRY(work_.open());
            open_ = true;
        }
        return {};
    }

    Result<void> commit(std::span<Job* const> group) {
        const auto begun = std::chrono::steady_clock::now();
        Connection& connection = work_.connection();
        connection.trim_statements();
        connection.clear_trouble();
        HAKO_TRY(run_statement(connection, "BEGIN IMMEDIATE"));
        for (Job* job : group) {
            HAKO_TRY(run_in_savepoint(connection, *job));
        }
        if (group.empty()) {
            // Only what writes a page shows whether writing works. The id is "Hako".
            HAKO_TRY(run_statement(connection, "PRAGMA application_id=1214343023"));
        }
        HAKO_TRY(work_.before_commit());
        HAKO_TRY(run_statement(connection, "COMMIT"));
        work_.after_commit();
        last_commit_time_ = std::chrono::steady_clock::now() - begun;
        callers_ = std::max(group.size(), (callers_ + group.size()) / 2);
        if (!group.empty()) {
            metrics_.group_size.observe(group.size());
            metrics_.commit_seconds.observe(static_cast<std::uint64_t>(last_commit_time_.count()));
        }
        return {};
    }

    Result<void> run_in_savepoint(Connection& connection, Job& job) {
        HAKO_TRY(run_statement(connection, "SAVEPOINT use_case"));
        work_.mark();
        const auto verdict = job.run(work_.transaction()).run_now();
        if (connection.trouble()) {
            // The use case has its own error already; what the disk could not do for it, it cannot
            // be trusted to have done for the others.
            return Error::unavailable(
                PrivateDetail("a write failed: " + std::string(to_string(*connection.trouble())))
            );
        }
        if (verdict == Job::Verdict::roll_back) {
            HAKO_TRY(run_statement(connection, "ROLLBACK TO use_case"));
            work_.go_back();
        }
        return run_statement(connection, "RELEASE use_case");
    }

    void finish(std::span<Job* const> group, Result<void> outcome) {
        const bool well = outcome.has_value();
        if (!well) {
            if (open_ && work_.connection().in_transaction()) {
                // Cannot matter: the connection is thrown away, and with it what it has not
                // committed.
                static_cast<void>(work_.connection().execute("ROLLBACK").has_value());
            }
            open_ = false;
            metrics_.failed_groups.add();
            if (healthy_.load(std::memory_order_relaxed)) {
                log_.write(
                    LogLevel::error, "commit failed", {{"detail", outcome.error().detail()}}
                );
            }
            for (Job* job : group) {
                job->fail(Error::unavailable(PrivateDetail(outcome.error().detail())));
            }
        } else if (!healthy_.load(std::memory_order_relaxed)) {
            log_.write(LogLevel::info, "commits work again", {});
        }
        healthy_.store(well, std::memory_order_relaxed);
        resume(group);
    }

    /// One call for each executor, in the order of arrival. A job is gone as soon as it is handed
    /// over.
    void resume(std::span<Job* const> group) {
        homes_.clear();
        for (const Job* job : group) {
            auto found = std::find_if(homes_.begin(), homes_.end(), [&](const auto& home) {
                return home.first == job->home;
            });
            if (found == homes_.end()) {
                homes_.emplace_back(job->home, std::vector<std::coroutine_handle<>>());
                found = std::prev(homes_.end());
            }
            found->second.push_back(job->waiter);
        }
        for (const auto& [executor, waiters] : homes_) {
            executor->resume_all(waiters);
        }
    }

    static Result<void> run_statement(Connection& connection, std::string_view sql) {
        HAKO_TRY_ASSIGN(Statement * statement, connection.statement(sql));
        return statement->run();
    }

    GroupWork<Transaction>& work_;
    Log& log_;
    WriterMetrics metrics_;
    bool open_;
    std::vector<std::pair<Executor*, std::vector<std::coroutine_handle<>>>> homes_;
    std::atomic<bool> healthy_{true};
    std::chrono::nanoseconds last_commit_time_{0};
    std::size_t callers_ = 0;  ///< how many are likely to write at the same time

    std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<Job*> queue_;
    bool idle_ = false;
    bool gathering_ = false;
    std::size_t expected_ = 0;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace hako::sqlite
