// SPDX-License-Identifier: Apache-2.0
// A caller that is made without the directory of backends, which checks the key.
// expect: ManagementCaller::ManagementCaller.* is private within this context
#include "domain/callers.hpp"

hako::ManagementCaller use(const hako::ManagementCaller& proven) {
#ifdef RIGHT_WAY
    return proven;
#else
    return hako::ManagementCaller(std::shared_ptr<const hako::backends::Entry>());
#endif
}
