// SPDX-License-Identifier: Apache-2.0
// Text that nobody has checked, where an id is wanted.
// expect: could not convert .*text.* from .*string.* to .*hako::BackendId
#include "base/ids.hpp"

void open(hako::BackendId id);

void use(const std::string& text) {
#ifdef RIGHT_WAY
    open(*hako::BackendId::parse(text));
#else
    open(text);
#endif
}
