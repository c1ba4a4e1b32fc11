// SPDX-License-Identifier: Apache-2.0
#include "server/expiry.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace hako::server {
namespace {

constexpr UnixMillis kNow = 1'800'000'000'123;
constexpr UnixMillis kDay = 86'400'000;

TEST(Expiry, days_count_from_now) {
    EXPECT_EQ(parse_expiry("1d", kNow), kNow + kDay);
    EXPECT_EQ(parse_expiry("90d", kNow), kNow + 90 * kDay);
    EXPECT_EQ(parse_expiry("36500d", kNow), kNow + 36'500 * kDay);
}

TEST(Expiry, a_moment_is_read_with_its_offset_and_fraction) {
    const std::pair<const char*, UnixMillis> moments[] = {
        {"1970-01-01T00:00:00Z", 0},
        {"2027-01-31T12:00:00Z", 1'801'396'800'000},
        {"2027-01-31t12:00:00z", 1'801'396'800'000},
        {"2027-01-31T21:00:00+09:00", 1'801'396'800'000},
        {"2027-01-31T08:30:00-03:30", 1'801'396'800'000},
        {"2027-01-31T12:00:00.5Z", 1'801'396'800'500},
        {"2027-01-31T12:00:00.0019999Z", 1'801'396'800'001},
        {"2028-02-29T00:00:00Z", 1'835'395'200'000},
        {"2016-12-31T23:59:60Z", 1'483'228'799'000},
    };
    for (const auto& [text, millis] : moments) {
        EXPECT_EQ(parse_expiry(text, kNow), millis) << text;
    }
}

TEST(Expiry, what_is_neither_days_nor_a_moment_is_refused) {
    for (const auto* text :
         {"",
          "d",
          "0d",
          "-1d",
          "+1d",
          "1.5d",
          "36501d",
          "99999999999d",
          "90",
          "90D",
          "90 d",
          "12h",
          "tomorrow",
          "2027-01-31",
          "2027-01-31T12:00:00",
          "2027-01-31T12:00Z",
          "2027-01-31 12:00:00Z",
          "2027-1-31T12:00:00Z",
          "2027/01/31T12:00:00Z",
          "2027-02-29T12:00:00Z",
          "2027-13-01T12:00:00Z",
          "2027-00-01T12:00:00Z",
          "2027-01-32T12:00:00Z",
          "2027-01-31T24:00:00Z",
          "2027-01-31T12:60:00Z",
          "2027-01-31T12:00:61Z",
          "2027-01-31T12.00.00Z",
          "2027-01-31T12:00:00.Z",
          "2027-01-31T12:00:00ZZ",
          "2027-01-31T12:00:00+0900",
          "2027-01-31T12:00:00+24:00",
          "2027-01-31T12:00:00+09:60",
          "2027-01-31T12:00:00+09:00 ",
          "2027-01-31T12:00:00+",
          "x027-01-31T12:00:00Z"}) {
        EXPECT_FALSE(parse_expiry(text, kNow)) << text;
    }
}

}  // namespace
}  // namespace hako::server
