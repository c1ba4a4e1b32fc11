// SPDX-License-Identifier: Apache-2.0
#include "base/window_counts.hpp"

#include <gtest/gtest.h>

#include <string>

namespace hako {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr WindowCounts::Moment kStart{};

TEST(WindowCounts, a_key_keeps_its_count_until_its_window_ends) {
    WindowCounts counts(seconds(60), 10);
    counts.of("a", kStart).count = 5;
    EXPECT_EQ(counts.of("a", kStart + milliseconds(59'999)).count, 5U);
    EXPECT_EQ(counts.of("a", kStart + seconds(60)).count, 0U);
}

TEST(WindowCounts, keys_do_not_share_a_count) {
    WindowCounts counts(seconds(60), 10);
    ++counts.of("a", kStart).count;
    EXPECT_EQ(counts.of("b", kStart).count, 0U);
    EXPECT_EQ(counts.of("a", kStart).count, 1U);
}

TEST(WindowCounts, what_is_left_of_a_window_is_rounded_up) {
    WindowCounts counts(seconds(60), 10);
    const auto& window = counts.of("a", kStart);
    EXPECT_EQ(counts.left(window, kStart), seconds(60));
    EXPECT_EQ(counts.left(window, kStart + milliseconds(59'001)), seconds(1));
}

TEST(WindowCounts, beyond_the_bound_the_oldest_window_is_forgotten) {
    WindowCounts counts(seconds(60), 3);
    for (const char* key : {"a", "b", "c"}) {
        ++counts.of(key, kStart).count;
    }
    ++counts.of("d", kStart).count;
    EXPECT_EQ(counts.of("b", kStart).count, 1U);
    EXPECT_EQ(counts.of("d", kStart).count, 1U);
    EXPECT_EQ(counts.of("a", kStart).count, 0U);
}

}  // namespace
}  // namespace hako
