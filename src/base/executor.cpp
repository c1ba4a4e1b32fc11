// SPDX-License-Identifier: Apache-2.0
#include "base/executor.hpp"

#include "base/check.hpp"

namespace hako {
namespace {

// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): one for each thread.
thread_local Executor* current_executor = nullptr;

}  // namespace

Executor& Executor::current() {
    check(current_executor != nullptr, "this thread has no executor to come back to");
    return *current_executor;
}

Executor::Scope::Scope(Executor& executor) : previous_(current_executor) {
    current_executor = &executor;
}

Executor::Scope::~Scope() {
    current_executor = previous_;
}

}  // namespace hako
