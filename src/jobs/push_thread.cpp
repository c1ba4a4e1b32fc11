// SPDX-License-Identifier: Apache-2.0
#include "jobs/push_thread.hpp"

#include "base/this_thread.hpp"

#include <algorithm>

namespace hako::jobs {
namespace {

/// The wall clock may be set: what is due by it is looked at this often.
constexpr UnixMillis kWaitMillisMax = 5'000;

/// How often is looked whether the worker can be left, once its time is over.
constexpr UnixMillis kLeavingMillis = 20;

UnixMillis millis_between(
    std::chrono::steady_clock::time_point from,
    std::chrono::steady_clock::time_point to
) {
    return std::chrono::ceil<std::chrono::milliseconds>(to - from).count();
}

}  // namespace

PushThread::PushThread(
    PushInbox& inbox,
    const PushWorkerPorts& ports,
    const PushWorkerLimits& limits
)
    : inbox_(inbox), clock_(ports.clock), worker_(ports, limits), thread_([this] { run(); }) {}

PushThread::~PushThread() {
    stop(std::chrono::milliseconds(0));
}

void PushThread::stop(std::chrono::milliseconds drain) {
    if (thread_.joinable()) {
        inbox_.stop(clock_.steady_now() + drain);
        thread_.join();
    }
}

void PushThread::run() {
    set_up_this_thread("push worker", Share::delivery);
    const Executor::Scope scope(inbox_);
    std::optional<std::chrono::steady_clock::time_point> stop_by;
    while (true) {
        const UnixMillis next = worker_.advance();
        UnixMillis wait = std::clamp<UnixMillis>(next - clock_.now(), 0, kWaitMillisMax);
        if (stop_by) {
            const auto now = clock_.steady_now();
            // A transaction comes back to this thread: it cannot be left.
            if (worker_.is_finished() || (now >= *stop_by && worker_.can_be_left())) {
                return;
            }
            wait = std::min(wait, now >= *stop_by ? kLeavingMillis : millis_between(now, *stop_by));
        }
        PushInbox::Post post = inbox_.take(std::chrono::milliseconds(wait));
        for (const auto& [ticket, outcome] : post.outcomes) {
            worker_.finished(ticket, outcome);
        }
        for (const BackendId& backend : post.rings) {
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
}

}  // namespace hako::jobs
