// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/executor.hpp"
#include "base/metrics.hpp"
#include "base/task.hpp"

#include <condition_variable>
#include <coroutine>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace hako::sqlite {

/// The threads on which long reads run, so that none keeps a connection's thread busy. They have a
/// lower priority than those that answer quick calls. The queue is bounded.
class ScanPool {
public:
    ScanPool(std::size_t threads, std::size_t queue_max, Metrics& metrics);

    ~ScanPool();

    ScanPool(const ScanPool&) = delete;
    ScanPool& operator=(const ScanPool&) = delete;

    /// Finishes what is queued, then ends the threads.
    void stop();

    /// Runs `work` on one of the threads; the coroutine goes on where it came from. False: the
    /// queue is full and nothing was run. `work` must not throw.
    Task<bool> run(std::function<void()> work);

private:
    struct Waiting {
        std::function<void()> work;
        Executor* home;
        std::coroutine_handle<> waiter;
    };

    struct Awaiter;

    void serve();

    const std::size_t queue_max_;
    Gauge& depth_;
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<Waiting> queue_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

}  // namespace hako::sqlite
