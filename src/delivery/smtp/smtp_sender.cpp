// SPDX-License-Identifier: Apache-2.0
#include "delivery/smtp/smtp_sender.hpp"

#include "base/check.hpp"
#include "base/executor.hpp"
#include "delivery/smtp/transfer.hpp"

#include <curl/curl.h>

#include <algorithm>
#include <array>
#include <chrono>
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
using std::chrono::milliseconds;

/// How long the loop sleeps when libcurl has nothing to wait for; whoever comes wakes it.
constexpr milliseconds kSleep{1'000};

SendReport not_sent(const char* why) {
    return {SendResult::not_sent, 0, why};
}

void set_up_curl() {
    // Once in the process, by whoever is first; libcurl keeps it to the end.
    static const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
    check(code == CURLE_OK, "libcurl starts");
}

}  // namespace

/// One order on its way to the loop and back. Lives in the frame of the coroutine that waits.
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

/// The thread and all that is on it.
class SmtpSender::Loop {
public:
    Loop(const Clock& clock, const Options& options)
        : clock_(clock), options_(options), multi_(curl_multi_init()) {
        check(multi_ != nullptr, "libcurl gives a handle");
        thread_ = std::thread([this] { run(); });
    }

    ~Loop() {
        stop();
    }

    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    /// False, and the job's report says why, when it is not taken.
    bool take(Job& job) {
        const std::lock_guard lock(mutex_);
        if (is_stopping_) {
            job.report = not_sent("Hako is stopping");
            return false;
        }
        if (queued_ >= options_.waiting_max) {
            job.report = not_sent("too many mails wait to be sent");
            return false;
        }
        ++queued_;
        arrived_.push_back(&job);
        curl_multi_wakeup(multi_.get());
        return true;
    }

    void stop() {
        {
            const std::lock_guard lock(mutex_);
            is_stopping_ = true;
        }
        curl_multi_wakeup(multi_.get());
        if (thread_.joinable()) {
            thread_.join();
        }
    }

private:
    struct Flight {
        Job* job;
        std::unique_ptr<Transfer> transfer;
    };

    struct FreeMulti {
        void operator()(CURLM* multi) const {
            curl_multi_cleanup(multi);
        }
    };

    void run() {
        while (collect()) {
            begin_what_fits();
            int running = 0;
            curl_multi_perform(multi_.get(), &running);
            end_what_is_done();
            curl_multi_poll(multi_.get(), nullptr, 0, sleep(), nullptr);
        }
        leave();
    }

    /// Takes what came. False: it is time to leave.
    bool collect() {
        const std::lock_guard lock(mutex_);
        waiting_.insert(waiting_.end(), arrived_.begin(), arrived_.end());
        arrived_.clear();
        return !is_stopping_;
    }

    void begin_what_fits() {
        const auto now = clock_.steady_now();
        for (auto next = waiting_.begin(); next != waiting_.end();) {
            Job& job = **next;
            if (now >= job.order.deadline) {
                next = waiting_.erase(next);
                leave_queue();
                job.finish(not_sent("too many mails were being sent"));
            } else if (has_room_for(job)) {
                next = waiting_.erase(next);
                leave_queue();
                begin(job, now);
            } else {
                ++next;
            }
        }
    }

    [[nodiscard]] bool has_room_for(const Job& job) const {
        const auto same = under_way_.find(job.backend());
        return flights_.size() < options_.at_once_max &&
               (same == under_way_.end() || same->second < options_.at_once_of_backend_max);
    }

    void begin(Job& job, std::chrono::steady_clock::time_point now) {
        const auto time = std::chrono::ceil<milliseconds>(job.order.deadline - now);
        auto transfer = std::make_unique<Transfer>(job.order, time);
        CURL* const handle = transfer->handle();
        check(curl_multi_add_handle(multi_.get(), handle) == CURLM_OK, "libcurl takes a mail");
        ++under_way_[job.backend()];
        flights_.emplace(handle, Flight{&job, std::move(transfer)});
    }

    void end_what_is_done() {
        int left = 0;
        while (const CURLMsg* message = curl_multi_info_read(multi_.get(), &left)) {
            if (message->msg == CURLMSG_DONE) {
                CURL* const handle = message->easy_handle;
                const auto flight = flights_.find(handle);
                check(flight != flights_.end(), "libcurl ends what was begun");
                end(flight, flight->second.transfer->report(message->data.result));
            }
        }
    }

    void end(std::map<CURL*, Flight>::iterator flight, SendReport report) {
        Job& job = *flight->second.job;
        curl_multi_remove_handle(multi_.get(), flight->first);
        flights_.erase(flight);
        const auto same = under_way_.find(job.backend());
        if (--same->second == 0) {
            under_way_.erase(same);
        }
        job.finish(std::move(report));
    }

    [[nodiscard]] int sleep() const {
        milliseconds time = kSleep;
        const auto now = clock_.steady_now();
        for (const Job* job : waiting_) {
            time = std::min(time, std::chrono::ceil<milliseconds>(job->order.deadline - now));
        }
        return static_cast<int>(std::max(time, milliseconds(0)).count());
    }

    void leave_queue() {
        const std::lock_guard lock(mutex_);
        --queued_;
    }

    /// Nothing comes any more.
    void leave() {
        for (Job* job : std::exchange(waiting_, {})) {
            job->finish(not_sent("Hako is stopping"));
        }
        while (!flights_.empty()) {
            const auto flight = flights_.begin();
            end(flight, flight->second.transfer->abandoned());
        }
    }

    const Clock& clock_;
    const Options options_;
    std::mutex mutex_;
    std::vector<Job*> arrived_;  ///< guarded by mutex_
    std::size_t queued_ = 0;     ///< arrived or waiting; guarded by mutex_
    bool is_stopping_ = false;   ///< guarded by mutex_

    // The thread's own.
    std::unique_ptr<CURLM, FreeMulti> multi_;
    std::deque<Job*> waiting_;
    std::map<CURL*, Flight> flights_;
    std::map<std::string, std::size_t> under_way_;  ///< by backend

    std::thread thread_;
};

struct SmtpSender::Enqueued {
    Loop& loop;
    Job& job;

    [[nodiscard]] bool await_ready() const noexcept {
        return false;
    }

    /// Nothing of the coroutine may be touched once the job is taken: it may have gone on already.
    bool await_suspend(std::coroutine_handle<> waiter) {
        job.home = &Executor::current();
        job.waiter = waiter;
        return loop.take(job);
    }

    void await_resume() const noexcept {}
};

SmtpSender::SmtpSender(const Clock& clock, const Options& options) : clock_(clock) {
    set_up_curl();
    loop_ = std::make_unique<Loop>(clock_, options);
}

SmtpSender::~SmtpSender() = default;

void SmtpSender::stop() {
    loop_->stop();
}

Task<SendReport> SmtpSender::send(mail::SendOrder order) {
    Job job(std::move(order));
    co_await Enqueued{*loop_, job};
    co_return std::move(job.report);
}

}  // namespace hako::smtp
