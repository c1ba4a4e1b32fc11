// SPDX-License-Identifier: Apache-2.0
#include "base/nearest_name.hpp"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace hako {
namespace {

constexpr std::array<std::string_view, 6>
    kNames{"page", "itemsInPage", "sortProperty", "sortOrder", "userQuery", "userQueryBindParams"};

TEST(NearestName, finds_what_was_probably_meant) {
    EXPECT_EQ(nearest_name("userQeury", kNames), "userQuery");
    EXPECT_EQ(nearest_name("sortPropery", kNames), "sortProperty");
    EXPECT_EQ(nearest_name("items_in_page", kNames), "itemsInPage");
    EXPECT_EQ(nearest_name("pag", kNames), "page");
}

TEST(NearestName, passes_over_letter_case) {
    EXPECT_EQ(nearest_name("SORTORDER", kNames), "sortOrder");
    EXPECT_EQ(nearest_name("userquery", kNames), "userQuery");
}

TEST(NearestName, takes_the_nearest_and_the_first_of_equals) {
    constexpr std::array<std::string_view, 3> kAlike{"abcdeX", "abcdeY", "abcdef"};
    EXPECT_EQ(nearest_name("abcdeZ", kAlike), "abcdeX");
    EXPECT_EQ(nearest_name("abcdef", kAlike), "abcdef");
}

TEST(NearestName, says_nothing_when_none_is_near) {
    EXPECT_FALSE(nearest_name("password", kNames).has_value());
    EXPECT_FALSE(nearest_name("", kNames).has_value());
    EXPECT_FALSE(nearest_name("x", kNames).has_value());
    EXPECT_FALSE(nearest_name("page", {}).has_value());
}

TEST(NearestName, does_no_work_for_hostile_lengths) {
    EXPECT_FALSE(nearest_name(std::string(65, 'p'), kNames).has_value());
    EXPECT_FALSE(nearest_name(std::string(1'000'000, 'p'), kNames).has_value());
}

}  // namespace
}  // namespace hako
