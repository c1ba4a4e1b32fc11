// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <coroutine>
#include <span>

namespace hako {

/// A thread (or a group of them) on which coroutines go on.
///
/// A coroutine that waits for another thread (the writer, a scan worker, the hash pool) remembers
/// the executor of the thread it left and is resumed there, so a connection's work stays on one
/// thread.
class Executor {
public:
    virtual ~Executor() = default;

    /// Has each of `ready` resumed on this executor, in this order. Callable from every thread.
    virtual void resume_all(std::span<const std::coroutine_handle<>> ready) = 0;

    /// The executor of the calling thread. A Bug on a thread that has none.
    static Executor& current();

    /// Makes an executor the current one of this thread while it lives.
    class Scope {
    public:
        explicit Scope(Executor& executor);
        ~Scope();
        Scope(const Scope&) = delete;
        Scope& operator=(const Scope&) = delete;

    private:
        Executor* previous_;
    };
};

}  // namespace hako
