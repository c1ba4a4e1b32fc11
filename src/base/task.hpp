// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/check.hpp"

#include <coroutine>
#include <exception>
#include <functional>
#include <optional>
#include <utility>
#include <variant>

namespace hako {

template <class T>
class Task;

namespace detail {

/// Resumes whoever awaits the task that just ended, without growing the stack.
struct FinalAwaiter {
    [[nodiscard]] bool await_ready() const noexcept {
        return false;
    }

    template <class Promise>
    std::coroutine_handle<> await_suspend(std::coroutine_handle<Promise> done) const noexcept {
        return done.promise().continuation;
    }

    void await_resume() const noexcept {}
};

struct PromiseBase {
    std::coroutine_handle<> continuation = std::noop_coroutine();
    std::exception_ptr bug;

    [[nodiscard]] std::suspend_always initial_suspend() const noexcept {
        return {};
    }

    [[nodiscard]] FinalAwaiter final_suspend() const noexcept {
        return {};
    }

    void unhandled_exception() noexcept {
        bug = std::current_exception();
    }
};

template <class T>
struct Promise : PromiseBase {
    std::optional<T> value;

    Task<T> get_return_object() noexcept;

    template <class U>
    void return_value(U&& returned) {
        value.emplace(std::forward<U>(returned));
    }

    T take() {
        if (bug) {
            std::rethrow_exception(bug);
        }
        return std::move(*value);
    }
};

template <>
struct Promise<void> : PromiseBase {
    Task<void> get_return_object() noexcept;

    void return_void() const noexcept {}

    void take() const {
        if (bug) {
            std::rethrow_exception(bug);
        }
    }
};

}  // namespace detail

/// A computation that may wait, awaited exactly once. Lazy: it starts when it is awaited.
///
/// Either a coroutine, or a value that is there already (`Task::ready`): a store that answers at
/// once pays no coroutine frame. An exception (a Bug) passes to the one that awaits.
template <class T>
class [[nodiscard]] Task {
public:
    using promise_type = detail::Promise<T>;
    using Handle = std::coroutine_handle<promise_type>;

    /// A task that is complete from the start.
    template <class U = T>
    static Task ready(U&& value) {
        return Task(std::optional<T>(std::forward<U>(value)));
    }

    explicit Task(Handle handle) noexcept : handle_(handle) {}

    Task(Task&& other) noexcept
        : handle_(std::exchange(other.handle_, {})), value_(std::move(other.value_)) {}

    Task(const Task&) = delete;
    Task& operator=(const Task&) = delete;
    Task& operator=(Task&&) = delete;

    ~Task() {
        if (handle_) {
            handle_.destroy();
        }
    }

    [[nodiscard]] bool await_ready() const noexcept {
        return !handle_;
    }

    std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiting) noexcept {
        handle_.promise().continuation = awaiting;
        return handle_;
    }

    T await_resume() {
        return handle_ ? handle_.promise().take() : std::move(*value_);
    }

    /// Runs to the end on this thread. A Bug if it waits for another thread: only for work that
    /// cannot (a use case on the writer thread, whose stores answer at once).
    T run_now() {
        if (handle_) {
            handle_.resume();
            check(handle_.done(), "a task that must not wait did");
        }
        return await_resume();
    }

private:
    explicit Task(std::optional<T> value) : value_(std::move(value)) {}

    Handle handle_;
    std::optional<T> value_;
};

template <>
class [[nodiscard]] Task<void> {
public:
    using promise_type = detail::Promise<void>;
    using Handle = std::coroutine_handle<promise_type>;

    /// A task that is complete from the start.
    static Task ready() {
        return Task(Handle());
    }

    explicit Task(Handle handle) noexcept : handle_(handle) {}

    Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, {})) {}

    Task(const Task&) = delete;
    Task& operator=(const Task&) = delete;
    Task& operator=(Task&&) = delete;

    ~Task() {
        if (handle_) {
            handle_.destroy();
        }
    }

    [[nodiscard]] bool await_ready() const noexcept {
        return !handle_;
    }

    std::coroutine_handle<> await_suspend(std::coroutine_handle<> awaiting) noexcept {
        handle_.promise().continuation = awaiting;
        return handle_;
    }

    void await_resume() {
        if (handle_) {
            handle_.promise().take();
        }
    }

    /// As Task<T>::run_now.
    void run_now() {
        if (handle_) {
            handle_.resume();
            check(handle_.done(), "a task that must not wait did");
        }
        await_resume();
    }

private:
    Handle handle_;
};

namespace detail {

template <class T>
Task<T> Promise<T>::get_return_object() noexcept {
    return Task<T>(std::coroutine_handle<Promise>::from_promise(*this));
}

inline Task<void> Promise<void>::get_return_object() noexcept {
    return Task<void>(std::coroutine_handle<Promise>::from_promise(*this));
}

/// A coroutine that nobody awaits: it frees itself at its end.
struct Detached {
    struct promise_type {
        Detached get_return_object() noexcept {
            return {};
        }

        [[nodiscard]] std::suspend_never initial_suspend() const noexcept {
            return {};
        }

        [[nodiscard]] std::suspend_never final_suspend() const noexcept {
            return {};
        }

        void return_void() const noexcept {}

        // `start` catches what a task throws; what comes here came out of its `done`.
        [[noreturn]] void unhandled_exception() const noexcept {
            std::terminate();
        }
    };
};

}  // namespace detail

/// Starts a task on this thread and calls `done(exception_ptr)` at its end: null when all went
/// well, else the Bug. `done` may run on this thread before `start` returns, and must not throw.
template <class Done>
detail::Detached start(Task<void> task, Done done) {
    std::exception_ptr bug;
    try {
        co_await std::move(task);
    } catch (...) {
        bug = std::current_exception();
    }
    done(bug);
}

}  // namespace hako
