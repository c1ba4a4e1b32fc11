// SPDX-License-Identifier: Apache-2.0
#include "jobs/push_inbox.hpp"

#include <algorithm>

namespace hako::jobs {

// Notified under the lock, as in BlockingExecutor: who is woken may end.

void PushInbox::finished(std::uint64_t ticket, push::Outcome outcome) {
    const std::lock_guard lock(mutex_);
    post_.outcomes.emplace_back(ticket, std::move(outcome));
    arrived_.notify_one();
}

void PushInbox::ring(const BackendId& backend) {
    const std::lock_guard lock(mutex_);
    if (std::find(post_.rings.begin(), post_.rings.end(), backend) == post_.rings.end()) {
        post_.rings.push_back(backend);
    }
    arrived_.notify_one();
}

void PushInbox::resume_all(std::span<const std::coroutine_handle<>> ready) {
    const std::lock_guard lock(mutex_);
    post_.ready.insert(post_.ready.end(), ready.begin(), ready.end());
    arrived_.notify_one();
}

void PushInbox::stop(std::chrono::steady_clock::time_point deadline) {
    const std::lock_guard lock(mutex_);
    post_.stop_by = deadline;
    is_stop_new_ = true;
    arrived_.notify_one();
}

PushInbox::Post PushInbox::take(std::chrono::milliseconds wait_max) {
    std::unique_lock lock(mutex_);
    arrived_.wait_for(lock, wait_max, [&] { return !post_.empty() || is_stop_new_; });
    is_stop_new_ = false;
    Post taken = std::move(post_);
    post_ = {};
    post_.stop_by = taken.stop_by;
    return taken;
}

}  // namespace hako::jobs
