// SPDX-License-Identifier: Apache-2.0
// A caller that proved nothing.
// expect: no matching function for call to .*ManagementCaller::ManagementCaller..
#include "domain/callers.hpp"

void use(const hako::ManagementCaller& proven) {
#ifdef RIGHT_WAY
    const hako::ManagementCaller caller = proven;
#else
    const hako::ManagementCaller caller;
#endif
    static_cast<void>(caller);
}
