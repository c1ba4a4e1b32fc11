// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace hako {
namespace {

const std::vector<std::string> kBad{
    "\x80",              // a continuation alone
    "\xC3",              // cut off
    "\xE3\x81",          //
    "\xF0\x9F\x93",      //
    "\xC3(",             // no continuation
    "\xE3\x81(",         //
    "\xF0(\x93\xA6",     //
    "\xC0\x80",          // overlong
    "\xC1\xBF",          //
    "\xE0\x9F\xBF",      //
    "\xF0\x8F\xBF\xBF",  //
    "\xED\xA0\x80",      // surrogates
    "\xED\xBF\xBF",      //
    "\xF4\x90\x80\x80",  // over U+10FFFF
    "\xF7\xBF\xBF\xBF",  //
    "\xF8\x88\x80\x80\x80",
    "\xFE",
    "\xFF",
};

TEST(Utf8, reads_code_points_of_every_length) {
    const std::string text = "a\xC3\xA9\xE7\xAE\xB1\xF0\x9F\x93\xA6";
    std::string_view rest = text;
    for (const char32_t expected : {U'a', U'é', U'箱', U'📦'}) {
        EXPECT_EQ(next_code_point(rest), expected);
    }
    EXPECT_TRUE(rest.empty());
}

TEST(Utf8, reads_the_first_and_last_of_each_length) {
    for (const auto& [text, expected] : std::vector<std::pair<std::string, char32_t>>{
             {std::string(1, '\0'), 0},
             {"\x7F", 0x7F},
             {"\xC2\x80", 0x80},
             {"\xDF\xBF", 0x7FF},
             {"\xE0\xA0\x80", 0x800},
             {"\xED\x9F\xBF", 0xD7FF},
             {"\xEE\x80\x80", 0xE000},
             {"\xEF\xBF\xBF", 0xFFFF},
             {"\xF0\x90\x80\x80", 0x10000},
             {"\xF4\x8F\xBF\xBF", 0x10FFFF}
         }) {
        std::string_view rest = text;
        EXPECT_EQ(next_code_point(rest), expected);
        EXPECT_TRUE(rest.empty());
    }
}

TEST(Utf8, refuses_what_rfc_3629_refuses) {
    for (const auto& bad : kBad) {
        std::string_view rest = bad;
        EXPECT_FALSE(next_code_point(rest).has_value());
        EXPECT_EQ(rest.size(), bad.size());
        EXPECT_FALSE(count_code_points("good" + bad).has_value());
    }
}

TEST(Utf8, counts_code_points_not_bytes) {
    EXPECT_EQ(count_code_points(""), 0U);
    EXPECT_EQ(count_code_points("hako"), 4U);
    EXPECT_EQ(count_code_points("箱📦"), 2U);
    EXPECT_EQ(count_code_points("e\xCC\x81"), 2U);
}

TEST(Utf8, cuts_between_code_points) {
    EXPECT_EQ(first_code_points("箱箱箱", 2), "箱箱");
    EXPECT_EQ(first_code_points("箱箱箱", 3), "箱箱箱");
    EXPECT_EQ(first_code_points("箱箱箱", 9), "箱箱箱");
    EXPECT_EQ(first_code_points("箱", 0), "");
    EXPECT_EQ(first_code_points("", 5), "");
    EXPECT_EQ(first_code_points("ab\xFFz", 9), "ab");
}

}  // namespace
}  // namespace hako
