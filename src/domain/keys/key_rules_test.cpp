// SPDX-License-Identifier: Apache-2.0
#include "domain/keys/key_rules.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace hako::keys {
namespace {

constexpr UnixMillis kNow = 1'700'000'000'000;  // 2023-11-14T22:13:20Z
constexpr UnixMillis kDay = 86'400'000;

std::string refused_expires(std::string_view text) {
    std::string why;
    return parse_expires(text, kNow, why) ? "taken" : why;
}

std::string refused_name(std::string_view text) {
    std::string why;
    return parse_key_name(text, why) ? "taken" : why;
}

TEST(KeyExpires, takes_a_moment_of_rfc_3339) {
    std::string why;
    for (const auto& [text, expected] : std::vector<std::pair<std::string, UnixMillis>>{
             {"2027-01-31T09:00:00Z", 1'801'386'000'000},
             {"2027-01-31t09:00:00z", 1'801'386'000'000},
             {"2027-01-31T09:00:00+00:00", 1'801'386'000'000},
             {"2027-01-31T09:00:00-00:00", 1'801'386'000'000},
             {"2027-01-31T18:00:00+09:00", 1'801'386'000'000},
             {"2027-01-31T05:30:00-03:30", 1'801'386'000'000},
             {"2027-01-31T09:00:00.5Z", 1'801'386'000'500},
             {"2027-01-31T09:00:00.123456789Z", 1'801'386'000'123},
             {"2027-01-31T09:00:00.007+00:00", 1'801'386'000'007},
             {"2028-02-29T00:00:00Z", 1'835'395'200'000},
             {"2024-12-31T23:59:59+23:59", 1'735'603'259'000},
             {"2023-11-14T22:13:20.001Z", kNow + 1},
             {"9999-12-31T23:59:59Z", 253'402'300'799'000},
         }) {
        EXPECT_EQ(parse_expires(text, kNow, why), expected) << text;
    }
}

TEST(KeyExpires, refuses_every_other_spelling_of_a_time) {
    for (const auto* text :
         {"",
          "Z",
          "tomorrow",
          "1801386000",
          "1801386000000",
          "2027",
          "2027-01-31",
          "20270131T090000Z",
          "2027-01-31T09:00Z",
          "2027-01-31T09:00:00",
          "2027-01-31 09:00:00Z",
          "2027-1-31T09:00:00Z",
          "2027-01-31T9:00:00Z",
          "27-01-31T09:00:00Z",
          "+2027-01-31T09:00:00Z",
          "-2027-01-31T09:00:00Z",
          "12027-01-31T09:00:00Z",
          "2027-00-31T09:00:00Z",
          "2027-13-31T09:00:00Z",
          "2027-01-00T09:00:00Z",
          "2027-01-32T09:00:00Z",
          "2027-02-29T09:00:00Z",
          "2027-04-31T09:00:00Z",
          "2100-02-29T00:00:00Z",
          "2027-01-31T24:00:00Z",
          "2027-01-31T09:60:00Z",
          "2027-01-31T09:00:60Z",
          "2027-01-31T09:00:00.Z",
          "2027-01-31T09:00:00.",
          "2027-01-31T09:00:00,5Z",
          "2027-01-31T09:00:00.xZ",
          "2027-01-31T09:00:00+9:00",
          "2027-01-31T09:00:00+0900",
          "2027-01-31T09:00:00+09",
          "2027-01-31T09:00:00+24:00",
          "2027-01-31T09:00:00+09:60",
          "2027-01-31T09:00:00 +09:00",
          "2027-01-31T09:00:00ZZ",
          "2027-01-31T09:00:00Z ",
          " 2027-01-31T09:00:00Z",
          "2027-01-31T09:00:00+09:00Z",
          "2027/01/31T09:00:00Z",
          "2027-01-31T09.00.00Z",
          "2027-01-31T09:00:00JST",
          "2027-01-31T09:00:0xZ",
          "2027-01-31T-9:00:00Z",
          "2027-01-31T+9:00:00Z",
          "2027-01-31T09:00:00\xE2\x88\x92"
          "09:00"}) {
        EXPECT_EQ(
            refused_expires(text),
            "Must be a time such as 2027-01-31T09:00:00Z, or a number of days such as 90d."
        ) << text;
    }
}

TEST(KeyExpires, lies_in_the_future) {
    for (const auto* text :
         {"2023-11-14T22:13:20Z",
          "2023-11-14T22:13:19.999Z",
          "1969-12-31T23:59:59Z",
          "0000-01-01T00:00:00Z",
          "2023-11-15T07:13:20+09:00"}) {
        EXPECT_EQ(refused_expires(text), "Must lie in the future.") << text;
    }
}

TEST(KeyExpires, takes_days_from_now) {
    std::string why;
    EXPECT_EQ(parse_expires("1d", kNow, why), kNow + kDay);
    EXPECT_EQ(parse_expires("90d", kNow, why), kNow + 90 * kDay);
    EXPECT_EQ(parse_expires("36500d", kNow, why), kNow + 36'500 * kDay);
}

TEST(KeyExpires, refuses_every_other_number_of_days) {
    for (const auto* text :
         {"d",
          "0d",
          "090d",
          "-1d",
          "+90d",
          "1.5d",
          " 90d",
          "90 d",
          "36501d",
          "100000d",
          "99999999999999999999d",
          "9xd",
          "1d1d",
          "1e3d"}) {
        EXPECT_EQ(refused_expires(text), "Must be a number of days from 1d to 36500d.") << text;
    }
    EXPECT_NE(refused_expires("90D"), "taken");
    EXPECT_NE(refused_expires("90"), "taken");
    EXPECT_NE(refused_expires("12h"), "taken");
}

TEST(KeyName, is_any_text_of_1_to_100_characters) {
    std::string why;
    EXPECT_EQ(parse_key_name("nightly job", why), "nightly job");
    EXPECT_EQ(parse_key_name("夜間バッチ 📦", why), "夜間バッチ 📦");
    std::string wide;
    for (int i = 0; i < 100; ++i) {
        wide += "箱";
    }
    EXPECT_EQ(refused_name(wide), "taken");
    EXPECT_EQ(refused_name(wide + "x"), "Must have at most 100 characters.");
}

TEST(KeyName, refuses_what_would_spoil_a_list_or_a_log) {
    EXPECT_EQ(refused_name(""), "Must have at least 1 character.");
    EXPECT_EQ(refused_name("a\xFF"), "Must be UTF-8.");
    for (const auto* text : {"a\n", "\x1B[31mred", "tab\t", "\x7F", "\xC2\x80", "\xC2\x9F"}) {
        EXPECT_EQ(refused_name(text), "Must not contain control characters.") << text;
    }
    EXPECT_EQ(refused_name(std::string_view("a\0", 2)), "Must not contain control characters.");
    EXPECT_EQ(refused_name("\xC2\xA0"), "taken");
}

}  // namespace
}  // namespace hako::keys
