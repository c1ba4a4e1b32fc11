// SPDX-License-Identifier: Apache-2.0
#include "domain/users/password.hpp"

#include <gtest/gtest.h>

#include <string>

namespace hako::users {
namespace {

std::string refusal(std::string_view text, std::int64_t characters_min = 4) {
    std::string why;
    return parse_new_password(text, characters_min, why) ? "taken" : why;
}

TEST(Password, is_kept_exactly_as_received) {
    std::string why;
    for (const std::string text :
         {"pass", "Ｐａｓｓ", "e\xCC\x81xyz", "PASS", "箱箱箱箱", "a\u200Bbc", "\"\\'<>"}) {
        const auto password = parse_new_password(text, 4, why);
        ASSERT_TRUE(password.has_value()) << why;
        EXPECT_EQ(password->reveal(), text);
    }
    EXPECT_EQ(refusal(std::string_view("a\0bc", 4)), "taken");
}

TEST(Password, has_80_characters_at_most) {
    EXPECT_EQ(refusal(std::string(80, 'x')), "taken");
    EXPECT_EQ(refusal(std::string(81, 'x')), "Must have at most 80 characters.");
    std::string wide;
    for (int i = 0; i < 80; ++i) {
        wide += "📦";
    }
    EXPECT_EQ(refusal(wide), "taken");
    EXPECT_EQ(refusal(wide + "x"), "Must have at most 80 characters.");
    EXPECT_EQ(refusal(std::string(1'000'000, 'x')), "Must have at most 80 characters.");
}

TEST(Password, has_as_many_characters_as_the_backend_asks_for) {
    EXPECT_EQ(refusal("abc"), "Must have at least 4 characters.");
    EXPECT_EQ(refusal("箱箱箱"), "Must have at least 4 characters.");
    EXPECT_EQ(refusal("abcdefghijk", 12), "Must have at least 12 characters.");
    EXPECT_EQ(refusal("abcdefghijkl", 12), "taken");
}

TEST(Password, is_never_empty_whatever_the_backend_asks_for) {
    for (const std::int64_t characters_min : {1L, 0L, -5L}) {
        EXPECT_EQ(refusal("", characters_min), "Must have at least 1 character.");
        EXPECT_EQ(refusal("x", characters_min), "taken");
    }
}

TEST(Password, has_no_white_space) {
    for (const auto* text :
         {"pass word",
          " pass",
          "pass ",
          "pass\t",
          "pass\n",
          "pass\r",
          "pass\u00A0",
          "pass\u3000",
          "pass\u2003",
          "pass\u2028",
          "pass\u0085",
          "    "}) {
        EXPECT_EQ(refusal(text), "Must not contain white space.") << text;
    }
}

TEST(Password, is_utf8) {
    EXPECT_EQ(refusal("pass\xFF"), "Must be UTF-8.");
    EXPECT_EQ(refusal("pass\xED\xA0\x80"), "Must be UTF-8.");
}

}  // namespace
}  // namespace hako::users
