// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/doorbell.hpp"
#include "base/executor.hpp"

#include <chrono>
#include <condition_variable>
#include <coroutine>
#include <mutex>
#include <optional>
#include <vector>

namespace hako::jobs {

/// What other threads send to a worker's: rings, and coroutines that go on there. Everything may be
/// called from every thread. Outlives all who send to it.
class Inbox : public Doorbell, public Executor {
public:
    void ring(const BackendId& backend) override;
    void resume_all(std::span<const std::coroutine_handle<>> ready) override;

    /// Has the worker's thread end, until `deadline` at the latest if it can.
    void stop(std::chrono::steady_clock::time_point deadline);

    struct Post {
        std::vector<std::coroutine_handle<>> ready;
        std::vector<BackendId> rings;
        std::optional<std::chrono::steady_clock::time_point> stop_by;
    };

    /// Waits until something came, or for `wait_max`. Takes it all; `stop_by` stays once it is set.
    Post take(std::chrono::milliseconds wait_max);

protected:
    /// Ends a wait: something came that a derived class keeps.
    void wake();

private:
    std::mutex mutex_;
    std::condition_variable arrived_;
    Post post_;              ///< guarded by mutex_
    bool is_woken_ = false;  ///< guarded by mutex_
};

}  // namespace hako::jobs
