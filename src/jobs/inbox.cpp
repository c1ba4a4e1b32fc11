// SPDX-License-Identifier: Apache-2.0
#include "jobs/inbox.hpp"

#include <algorithm>
#include <utility>

namespace hako::jobs {

// Notified under the lock, as in BlockingExecutor: who is woken may end.

void Inbox::ring(const BackendId& backend) {
    const std::lock_guard lock(mutex_);
    if (std::find(post_.rings.begin(), post_.rings.end(), backend) == post_.rings.end()) {
        post_.rings.push_back(backend);
    }
    arrived_.notify_one();
}

void Inbox::resume_all(std::span<const std::coroutine_handle<>> ready) {
    const std::lock_guard lock(mutex_);
    post_.ready.insert(post_.ready.end(), ready.begin(), ready.end());
    arrived_.notify_one();
}

void Inbox::stop(std::chrono::steady_clock::time_point deadline) {
    const std::lock_guard lock(mutex_);
    post_.stop_by = deadline;
    is_woken_ = true;
    arrived_.notify_one();
}

void Inbox::wake() {
    const std::lock_guard lock(mutex_);
    is_woken_ = true;
    arrived_.notify_one();
}

Inbox::Post Inbox::take(std::chrono::milliseconds wait_max) {
    std::unique_lock lock(mutex_);
    arrived_.wait_for(lock, wait_max, [&] {
        return is_woken_ || !post_.ready.empty() || !post_.rings.empty();
    });
    is_woken_ = false;
    Post taken = std::move(post_);
    post_ = {};
    post_.stop_by = taken.stop_by;
    return taken;
}

}  // namespace hako::jobs
