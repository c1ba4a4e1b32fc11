// SPDX-License-Identifier: Apache-2.0
#include "base/clock.hpp"

#include <gtest/gtest.h>

namespace hako {
namespace {

TEST(SystemClock, counts_milliseconds_since_1970) {
    const SystemClock clock;
    constexpr UnixMillis kYear2024 = 1'704'067'200'000;
    constexpr UnixMillis kYear2200 = 7'258'118'400'000;
    EXPECT_GT(clock.now(), kYear2024);
    EXPECT_LT(clock.now(), kYear2200);
}

TEST(SystemClock, never_goes_back_in_its_steady_time) {
    const SystemClock clock;
    auto before = clock.steady_now();
    for (int i = 0; i < 1'000; ++i) {
        const auto now = clock.steady_now();
        EXPECT_GE(now, before);
        before = now;
    }
}

}  // namespace
}  // namespace hako
