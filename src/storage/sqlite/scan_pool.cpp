// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/scan_pool.hpp"

#include "base/this_thread.hpp"

#include <utility>

namespace hako::sqlite {

struct ScanPool::Awaiter {
    ScanPool& pool;
    std::function<void()> work;
    bool accepted = false;

    [[nodiscard]] bool await_ready() const noexcept {
        return false;
    }

    bool await_suspend(std::coroutine_handle<> waiter) {
        Executor& home = Executor::current();
        const std::lock_guard lock(pool.mutex_);
        accepted = pool.queue_.size() < pool.queue_max_ && !pool.stopping_;
        if (accepted) {
            pool.queue_.push_back({std::move(work), &home, waiter});
            pool.depth_.add(1);
            pool.arrived_.notify_one();
        }
        return accepted;
    }

    [[nodiscard]] bool await_resume() const noexcept {
        return accepted;
    }
};

ScanPool::ScanPool(std::size_t threads, std::size_t queue_max, Metrics& metrics)
    : queue_max_(queue_max),
      depth_(metrics.gauge("hako_scan_queue_depth", "Long reads that wait for a thread.")) {
    for (std::size_t i = 0; i < threads; ++i) {
        threads_.emplace_back([this] { serve(); });
    }
}

ScanPool::~ScanPool() {
    stop();
}

void ScanPool::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    arrived_.notify_all();
    for (auto& thread : threads_) {
        if (thread.joinable()) {
            thread.join();
        }
    }
}

Task<bool> ScanPool::run(std::function<void()> work) {
    Awaiter awaiter{*this, std::move(work)};
    co_return co_await awaiter;
}

void ScanPool::serve() {
    set_up_this_thread("scan", Share::long_read);
    while (true) {
        std::unique_lock lock(mutex_);
        arrived_.wait(lock, [&] { return !queue_.empty() || stopping_; });
        if (queue_.empty()) {
            return;
        }
        const Waiting next = std::move(queue_.front());
        queue_.pop_front();
        depth_.add(-1);
        lock.unlock();
        next.work();
        next.home->resume_all({&next.waiter, 1});
    }
}

}  // namespace hako::sqlite
