// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/executor.hpp"
#include "base/task.hpp"

#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <type_traits>

namespace hako {

/// An executor whose coroutines go on in whichever thread calls `run_until`.
class BlockingExecutor : public Executor {
public:
    void resume_all(std::span<const std::coroutine_handle<>> ready) override;

    /// Resumes what comes until `done` is true; `done` is only written by what is resumed here.
    void run_until(const bool& done);

private:
    std::mutex mutex_;
    std::condition_variable arrived_;
    std::deque<std::coroutine_handle<>> ready_;
};

/// Runs a task to its end and blocks this thread meanwhile: for the command line and for tests.
/// Work that waits for other threads comes back to this one. A Bug passes to the caller.
template <class T>
T run_blocking(Task<T> task) {
    BlockingExecutor executor;
    const Executor::Scope scope(executor);
    bool done = false;
    std::exception_ptr bug;
    const auto finish = [&](std::exception_ptr thrown) {
        bug = std::move(thrown);
        done = true;
    };
    if constexpr (std::is_void_v<T>) {
        start(std::move(task), finish);
        executor.run_until(done);
        if (bug) {
            std::rethrow_exception(bug);
        }
    } else {
        std::optional<T> value;
        start(
            [](Task<T> inner, std::optional<T>& out) -> Task<void> {
                out.emplace(co_await std::move(inner));
            }(std::move(task), value),
            finish
        );
        executor.run_until(done);
        if (bug) {
            std::rethrow_exception(bug);
        }
        return std::move(*value);
    }
}

}  // namespace hako
