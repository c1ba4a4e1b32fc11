// SPDX-License-Identifier: Apache-2.0
// What is meant for the log only, given to a caller.
// expect: no matching function for call to .*unavailable.*PrivateDetail&, const hako::PrivateDetail&
#include "base/error.hpp"

hako::Error use() {
    const hako::PrivateDetail detail("disk I/O error, code 10");
#ifdef RIGHT_WAY
    return hako::Error::unavailable("body", hako::PublicText("Try again later."), detail);
#else
    return hako::Error::unavailable("body", detail, detail);
#endif
}
