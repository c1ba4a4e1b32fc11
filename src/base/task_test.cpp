// SPDX-License-Identifier: Apache-2.0
#include "base/task.hpp"

#include "base/executor.hpp"
#include "base/result.hpp"
#include "base/run_blocking.hpp"

#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace hako {
namespace {

Task<int> number(int value) {
    co_return value;
}

Task<int> sum(int count) {
    int total = 0;
    for (int i = 0; i < count; ++i) {
        total += co_await number(i);
    }
    co_return total;
}

Task<int> nested(int depth) {
    if (depth == 0) {
        co_return 0;
    }
    co_return 1 + co_await nested(depth - 1);
}

Task<void> fail() {
    throw std::runtime_error("broken");
    co_return;
}

Task<int> fail_below() {
    co_await fail();
    co_return 1;
}

Task<Result<int>> half(int value) {
    if (value % 2 != 0) {
        co_return Error::invalid_param("value", "Must be even.");
    }
    co_return value / 2;
}

Task<Result<int>> quarter(int value) {
    HAKO_CO_TRY_ASSIGN(const int first, co_await half(value));
    HAKO_CO_TRY(co_await half(first));
    co_return first / 2;
}

/// Leaves for another thread, which sends the coroutine home.
struct ThroughAnotherThread {
    std::jthread& thread;

    [[nodiscard]] bool await_ready() const noexcept {
        return false;
    }

    void await_suspend(std::coroutine_handle<> waiter) {
        Executor& home = Executor::current();
        thread = std::jthread([&home, waiter] { home.resume_all(std::array{waiter}); });
    }

    void await_resume() const noexcept {}
};

Task<bool> visit_another_thread() {
    const auto home = std::this_thread::get_id();
    std::jthread thread;
    co_await ThroughAnotherThread{thread};
    co_return std::this_thread::get_id() == home;
}

Task<void> visit_and_fail() {
    std::jthread thread;
    co_await ThroughAnotherThread{thread};
    co_await fail();
}

TEST(Task, that_is_ready_needs_no_coroutine) {
    auto task = Task<std::unique_ptr<int>>::ready(std::make_unique<int>(5));
    EXPECT_TRUE(task.await_ready());
    EXPECT_EQ(*task.run_now(), 5);
    auto nothing = Task<void>::ready();
    EXPECT_TRUE(nothing.await_ready());
    EXPECT_NO_THROW(nothing.run_now());
}

TEST(Task, starts_only_when_it_is_awaited) {
    bool started = false;
    const auto task = [](bool& flag) -> Task<void> {
        flag = true;
        co_return;
    };
    {
        const auto dropped = task(started);
        EXPECT_FALSE(dropped.await_ready());
    }
    EXPECT_FALSE(started);
    task(started).run_now();
    EXPECT_TRUE(started);
}

TEST(Task, gives_the_value_of_those_it_awaits) {
    EXPECT_EQ(sum(10).run_now(), 45);
    auto moved_from = sum(3);
    auto moved = std::move(moved_from);
    EXPECT_EQ(moved.run_now(), 3);
}

TEST(Task, awaits_ready_tasks_and_coroutines_alike) {
    const auto both = []() -> Task<int> {
        co_await Task<void>::ready();
        co_return co_await Task<int>::ready(1) + co_await number(2);
    };
    EXPECT_EQ(both().run_now(), 3);
}

TEST(Task, may_await_in_depth) {
    EXPECT_EQ(nested(200).run_now(), 200);
}

TEST(Task, passes_an_exception_to_the_one_that_awaits) {
    EXPECT_THROW(fail().run_now(), std::runtime_error);
    EXPECT_THROW(fail_below().run_now(), std::runtime_error);
    EXPECT_THROW(run_blocking(fail_below()), std::runtime_error);
    EXPECT_THROW(run_blocking(fail()), std::runtime_error);
}

TEST(Task, may_catch_what_it_awaits) {
    const auto careful = []() -> Task<std::string> {
        try {
            co_await fail();
        } catch (const std::runtime_error& error) {
            co_return error.what();
        }
        co_return "nothing";
    };
    EXPECT_EQ(careful().run_now(), "broken");
}

TEST(Task, passes_refusals_up_without_exceptions) {
    EXPECT_EQ(*quarter(12).run_now(), 3);
    EXPECT_EQ(quarter(6).run_now().error().code(), ErrorCode::invalid_params);
    EXPECT_FALSE(quarter(5).run_now().has_value());
}

TEST(Task, that_must_not_wait_and_does_is_a_bug) {
    struct Never {
        [[nodiscard]] bool await_ready() const noexcept {
            return false;
        }

        void await_suspend(std::coroutine_handle<>) const noexcept {}

        void await_resume() const noexcept {}
    };

    const auto waits = []() -> Task<void> { co_await Never{}; };
    const auto waits_for_value = []() -> Task<int> {
        co_await Never{};
        co_return 1;
    };
    EXPECT_THROW(waits().run_now(), Bug);
    EXPECT_THROW(static_cast<void>(waits_for_value().run_now()), Bug);
}

TEST(Task, is_not_copied) {
    static_assert(!std::is_copy_constructible_v<Task<int>>);
    static_assert(!std::is_copy_constructible_v<Task<void>>);
    SUCCEED();
}

TEST(RunBlocking, gives_the_value_of_work_that_never_waits) {
    EXPECT_EQ(run_blocking(sum(5)), 10);
    EXPECT_EQ(run_blocking(Task<int>::ready(4)), 4);
    EXPECT_NO_THROW(run_blocking(Task<void>::ready()));
}

TEST(RunBlocking, brings_work_back_from_other_threads) {
    EXPECT_TRUE(run_blocking(visit_another_thread()));
    EXPECT_THROW(run_blocking(visit_and_fail()), std::runtime_error);
}

TEST(RunBlocking, goes_on_after_several_waits) {
    const auto many = []() -> Task<int> {
        int at_home = 0;
        for (int i = 0; i < 20; ++i) {
            at_home += co_await visit_another_thread() ? 1 : 0;
        }
        co_return at_home;
    };
    EXPECT_EQ(run_blocking(many()), 20);
}

TEST(Start, tells_its_end_once_and_how_it_went) {
    std::vector<std::exception_ptr> ends;
    const auto note = [&](std::exception_ptr bug) { ends.push_back(std::move(bug)); };
    start(Task<void>::ready(), note);
    start(fail(), note);
    ASSERT_EQ(ends.size(), 2U);
    EXPECT_FALSE(ends[0]);
    EXPECT_TRUE(ends[1]);
}

TEST(Executor, of_a_thread_without_one_is_a_bug) {
    EXPECT_THROW(static_cast<void>(Executor::current()), Bug);
}

TEST(Executor, is_the_innermost_scope_of_this_thread) {
    BlockingExecutor outer;
    BlockingExecutor inner;
    const Executor::Scope outer_scope(outer);
    {
        const Executor::Scope inner_scope(inner);
        EXPECT_EQ(&Executor::current(), &inner);
        std::jthread([] { EXPECT_THROW(static_cast<void>(Executor::current()), Bug); }).join();
    }
    EXPECT_EQ(&Executor::current(), &outer);
}

}  // namespace
}  // namespace hako
