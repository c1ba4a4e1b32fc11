// SPDX-License-Identifier: Apache-2.0
// A refusal that nobody looks at.
// expect: ignoring returned value of type .*hako::Result<int>
#include "base/result.hpp"

hako::Result<int> store();

void use() {
#ifdef RIGHT_WAY
    static_cast<void>(store().has_value());
#else
    store();
#endif
}
