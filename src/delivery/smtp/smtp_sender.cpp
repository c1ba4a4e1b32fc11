// SPDX-License-Identifier: Apache-2.0
#include "delivery/smtp/smtp_sender.hpp"

#include "base/check.hpp"
#include "base/executor.hpp"
#include "delivery/smtp/transfer.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <coroutine>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace hako::smtp {
namespace {

using mail::SendReport;
using mail::SendResult;

/// How long an idle thread sleeps at most; whoever comes wakes one.
constexpr std::chrono::seconds kSleep{60};

SendReport not_sent(const char* why) {
    return {SendResult::not_sent, 0, why};
}

void set_up_curl() {
    // Once in the process, by whoever is first; libcurl keeps it to the end.
    static const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
    check(code == CURLE_OK, "libcurl starts");
}

}  // namespace

/// One order on its way to a thread and back. Lives in the frame of the coroutine that waits.
class SmtpSender::Job {
public:
    explicit Job(mail::SendOrder given) : order(std::move(given)) {}

    /// The waiting coroutine goes on in its home thread; the job may be gone when this returns.
    void finish(SendReport how) {
        report = std::move(how);
        const std::array ready{waiter};
        home->resume_all(ready);
    }

    [[nodiscard]] std::string backend() const {
        return order.backend ? order.backend->text() : std::string();
    }

    mail::SendOrder order;
    SendReport report;
    Executor* home = nullptr;
    std::coroutine_handle<> waiter;
};

/// The threads, and what waits for one.
class SmtpSender::Pool {
public:
    Pool(const Clock& clock, const Options& options) : clock_(clock), options_(options) {}

    ~Pool() {
        stop();
    }

    Pool(const Pool&) = delete;
    Pool& operator=(const Pool&) = delete;

    /// False, and the job's report says why, when it is not taken.
    bool take(Job& job) {
        const std::lock_guard lock(mutex_);
        if (is_stopping_) {
            job.report = not_sent("Hako is stopping");
            return false;
        }
        if (waiting_.size() >= options_.waiting_max) {
            job.report = not_sent("too many mails wait to be sent");
            return false;
        }
        waiting_.push_back(&job);
        if (idle_ < waiting_.size() && threads_.size() < options_.threads_max) {
            threads_.emplace_back([this] { work(); });
        }
        changed_.notify_one();
        return true;
    }

    void stop() {
        std::vector<std::thread> threads;
        {
            const std::lock_guard lock(mutex_);
            is_stopping_ = true;
            threads.swap(threads_);
        }
        changed_.notify_all();
        for (std::thread& thread : threads) {
            thread.join();
        }
    }

private:
    /// What a thread does next.
    struct Turn {
        Job* job;
        bool is_over;  ///< it is not sent any more
    };

    void work() {
        std::unique_lock lock(mutex_);
        while (const auto turn = next(lock)) {
            Job& job = *turn->job;
            if (turn->is_over) {
                lock.unlock();
                job.finish(not_sent("too many mails were being sent"));
                lock.lock();
                continue;
            }
            const std::string backend = job.backend();
            ++under_way_[backend];
            lock.unlock();
            SendReport report = Transfer(job.order, clock_, is_stopping_).perform();
            lock.lock();
            leave(backend);
            lock.unlock();
            job.finish(std::move(report));
            lock.lock();
        }
    }

    /// Waits for something to do. Empty: it is time to end, and nothing is left.
    std::optional<Turn> next(std::unique_lock<std::mutex>& lock) {
        while (true) {
            auto wake_at = clock_.steady_now() + kSleep;
            for (auto place = waiting_.begin(); place != waiting_.end(); ++place) {
                Job& job = **place;
                const bool is_over = is_stopping_ || clock_.steady_now() >= job.order.deadline;
                if (is_over || has_room_for(job)) {
                    waiting_.erase(place);
                    return Turn{&job, is_over};
                }
                wake_at = std::min(wake_at, job.order.deadline);
            }
            if (is_stopping_) {
                return std::nullopt;
            }
            ++idle_;
            changed_.wait_until(lock, wake_at);
            --idle_;
        }
    }

    [[nodiscard]] bool has_room_for(const Job& job) const {
        const auto same = under_way_.find(job.backend());
        return same == under_way_.end() || same->second < options_.at_once_of_backend_max;
    }

    void leave(const std::string& backend) {
        const auto same = under_way_.find(backend);
        if (--same->second == 0) {
            under_way_.erase(same);
        }
        // There may be one that waited for this.
        changed_.notify_one();
    }

    const Clock& clock_;
    const Options options_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<Job*> waiting_;                      ///< guarded by mutex_
    std::map<std::string, std::size_t> under_way_;  ///< by backend; guarded by mutex_
    std::size_t idle_ = 0;                          ///< guarded by mutex_
    std::atomic<bool> is_stopping_{false};          ///< written under mutex_
    std::vector<std::thread> threads_;              ///< guarded by mutex_
};

struct SmtpSender::Enqueued {
    Pool& pool;
    Job& job;

    [[nodiscard]] bool await_ready() const noexcept {
        return false;
    }

    /// Nothing of the coroutine may be touched once the job is taken: it may have gone on already.
    bool await_suspend(std::coroutine_handle<> waiter) {
        job.home = &Executor::current();
        job.waiter = waiter;
        return pool.take(job);
    }

    void await_resume() const noexcept {}
};

SmtpSender::SmtpSender(const Clock& clock, const Options& options)
    : pool_(std::make_unique<Pool>(clock, options)) {
    set_up_curl();
}

SmtpSender::~SmtpSender() = default;

void SmtpSender::stop() {
    pool_->stop();
}

Task<SendReport> SmtpSender::send(mail::SendOrder order) {
    Job job(std::move(order));
    co_await Enqueued{*pool_, job};
    co_return std::move(job.report);
}

}  // namespace hako::smtp
