// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/executor.hpp"
#include "base/this_thread.hpp"

#include <algorithm>
#include <chrono>
#include <optional>
#include <thread>
#include <utility>

namespace hako::jobs {

/// The thread of a running server that drives a worker. It is the executor that the worker's
/// coroutines come back to; what it is told comes through the inbox.
template <class Worker, class Inbox>
class WorkerThread {
public:
    /// Begins to work. `name` as in set_up_this_thread(); `given` makes the worker.
    template <class... Given>
    WorkerThread(const char* name, Inbox& inbox, const Clock& clock, Given&&... given)
        : inbox_(inbox),
          clock_(clock),
          worker_(std::forward<Given>(given)...),
          thread_([this, name] {
              set_up_this_thread(name, Share::delivery);
              run();
          }) {}

    /// stop() without time to wait.
    ~WorkerThread() {
        stop(std::chrono::milliseconds(0));
    }

    WorkerThread(const WorkerThread&) = delete;
    WorkerThread& operator=(const WorkerThread&) = delete;

    /// Has the worker begin nothing more; it waits up to `drain` for answers to what is in flight,
    /// and stores them. Does not block.
    void ask_to_stop(std::chrono::milliseconds drain) {
        inbox_.stop(clock_.steady_now() + drain);
    }

    /// The same, and waits for the end. What is unanswered then is left to its lease. Once more
    /// does nothing.
    void stop(std::chrono::milliseconds drain) {
        if (thread_.joinable()) {
            ask_to_stop(drain);
            thread_.join();
        }
    }

private:
    /// The wall clock may be set: what is due by it is looked at this often.
    static constexpr std::chrono::milliseconds kWaitMax{5'000};

    /// How often is looked whether the worker can be left, once its time is over.
    static constexpr std::chrono::milliseconds kLeaving{20};

    using Moment = std::chrono::steady_clock::time_point;

    void run() {
        const Executor::Scope scope(inbox_);
        std::optional<Moment> stop_by;
        while (true) {
            const UnixMillis next = worker_.advance();
            std::chrono::milliseconds wait(next - clock_.now());
            wait = std::clamp(wait, std::chrono::milliseconds(0), kWaitMax);
            if (stop_by) {
                const auto now = clock_.steady_now();
                // A coroutine comes back to this thread: it cannot be left.
                if (worker_.is_finished() || (now >= *stop_by && worker_.can_be_left())) {
                    return;
                }
                wait = std::min(wait, now >= *stop_by ? kLeaving : left(now, *stop_by));
            }
            take(wait, stop_by);
        }
    }

    static std::chrono::milliseconds left(Moment now, Moment until) {
        return std::chrono::ceil<std::chrono::milliseconds>(until - now);
    }

    void take(std::chrono::milliseconds wait, std::optional<Moment>& stop_by) {
        auto post = inbox_.take(wait);
        if constexpr (requires { post.outcomes; }) {
            for (const auto& [ticket, outcome] : post.outcomes) {
                worker_.finished(ticket, outcome);
            }
        }
        for (const auto& backend : post.rings) {
            worker_.ring(backend);
        }
        for (const auto& ready : post.ready) {
            ready.resume();
        }
        if (post.stop_by) {
            stop_by = post.stop_by;
            worker_.stop();
        }
    }

    Inbox& inbox_;
    const Clock& clock_;
    Worker worker_;
    std::thread thread_;
};

}  // namespace hako::jobs
