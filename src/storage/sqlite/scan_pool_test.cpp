// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/scan_pool.hpp"

#include "base/run_blocking.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>

namespace hako::sqlite {
namespace {

Task<void> run_on(ScanPool& pool, std::function<void()> work, std::vector<bool>& accepted) {
    const bool was = co_await pool.run(std::move(work));
    accepted.push_back(was);
}

/// Starts several without waiting for the one before.
class Several {
public:
    explicit Several(ScanPool& pool) : pool_(pool) {}

    void add(std::function<void()> work) {
        ++started_;
        start(run_on(pool_, std::move(work), accepted_), [this](const auto&) {
            done_ = ++ended_ == started_;
        });
        done_ = ended_ == started_;
    }

    std::vector<bool> finish() {
        executor_.run_until(done_);
        return accepted_;
    }

private:
    ScanPool& pool_;
    BlockingExecutor executor_;
    Executor::Scope scope_{executor_};
    std::vector<bool> accepted_;
    std::size_t started_ = 0;
    std::size_t ended_ = 0;
    bool done_ = true;
};

TEST(ScanPool, runs_work_on_another_thread_and_comes_back) {
    Metrics metrics;
    ScanPool pool(1, 4, metrics);
    const auto here = std::this_thread::get_id();
    std::thread::id there;
    std::vector<bool> accepted;
    run_blocking(run_on(pool, [&] { there = std::this_thread::get_id(); }, accepted));
    EXPECT_EQ(accepted, std::vector<bool>{true});
    EXPECT_NE(there, std::thread::id());
    EXPECT_NE(there, here);
}

TEST(ScanPool, refuses_what_the_queue_has_no_room_for) {
    Metrics metrics;
    ScanPool pool(1, 2, metrics);
    std::latch begun(1);
    std::latch may_end(1);
    std::atomic<int> runs = 0;
    Several several(pool);
    several.add([&] {
        begun.count_down();
        may_end.wait();
        ++runs;
    });
    begun.wait();
    for (int i = 0; i < 4; ++i) {
        several.add([&] { ++runs; });
    }
    may_end.count_down();
    // Two had no room and were told at once.
    EXPECT_EQ(several.finish(), (std::vector<bool>{false, false, true, true, true}));
    EXPECT_EQ(runs, 3);
    EXPECT_EQ(metrics.gauge("hako_scan_queue_depth", "").value(), 0);
}

TEST(ScanPool, finishes_what_is_queued_when_it_stops_and_takes_nothing_more) {
    Metrics metrics;
    ScanPool pool(2, 100, metrics);
    std::atomic<int> runs = 0;
    Several several(pool);
    for (int i = 0; i < 50; ++i) {
        several.add([&] { ++runs; });
    }
    pool.stop();
    EXPECT_EQ(runs, 50);
    several.add([&] { ++runs; });
    const auto accepted = several.finish();
    EXPECT_EQ(std::count(accepted.begin(), accepted.end(), true), 50);
    EXPECT_EQ(runs, 50);
}

}  // namespace
}  // namespace hako::sqlite
