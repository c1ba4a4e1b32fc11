// SPDX-License-Identifier: Apache-2.0
// What is visible to nobody in particular.
// expect: could not convert .*hako::DeviceKey
#include "domain/list_query.hpp"

hako::Visibility visible(const hako::Identity& identity) {
#ifdef RIGHT_WAY
    hako::Visibility visibility{identity};
#else
    hako::Visibility visibility{};
    static_cast<void>(identity);
#endif
    return visibility;
}
