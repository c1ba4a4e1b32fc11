// SPDX-License-Identifier: Apache-2.0
#include "base/run_blocking.hpp"

namespace hako {

void BlockingExecutor::resume_all(std::span<const std::coroutine_handle<>> ready) {
    // Notified under the lock: once it is free, the waiting thread may end and take the executor
    // along.
    const std::lock_guard lock(mutex_);
    ready_.insert(ready_.end(), ready.begin(), ready.end());
    arrived_.notify_one();
}

void BlockingExecutor::run_until(const bool& done) {
    while (!done) {
        std::unique_lock lock(mutex_);
        arrived_.wait(lock, [&] { return !ready_.empty(); });
        const std::coroutine_handle<> next = ready_.front();
        ready_.pop_front();
        lock.unlock();
        next.resume();
    }
}

}  // namespace hako
