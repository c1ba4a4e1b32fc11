// SPDX-License-Identifier: Apache-2.0
// A coroutine that nobody awaits does nothing.
// expect: ignoring returned value of type .*hako::Task<void>
#include "base/task.hpp"

hako::Task<void> store();

hako::Task<void> use() {
#ifdef RIGHT_WAY
    co_await store();
#else
    store();
#endif
    co_return;
}
