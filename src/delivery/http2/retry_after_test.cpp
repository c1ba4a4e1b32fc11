// SPDX-License-Identifier: Apache-2.0
#include "delivery/http2/retry_after.hpp"

#include <gtest/gtest.h>

namespace hako::http2 {
namespace {

using std::chrono::seconds;

constexpr UnixMillis kNow = 784'111'777'000;  // Sun, 06 Nov 1994 08:49:37 GMT

TEST(RetryAfter, takes_seconds) {
    EXPECT_EQ(parse_retry_after("0", kNow), seconds(0));
    EXPECT_EQ(parse_retry_after("120", kNow), seconds(120));
}

TEST(RetryAfter, takes_a_date) {
    EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:50:07 GMT", kNow), seconds(30));
    EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:50:07 GMT", kNow + 1), seconds(30));
    EXPECT_EQ(parse_retry_after("Sun, 06 Nov 1994 08:49:00 GMT", kNow), seconds(0));
}

TEST(RetryAfter, takes_no_more_than_a_day) {
    EXPECT_EQ(parse_retry_after("86401", kNow), kRetryAfterMax);
    EXPECT_EQ(parse_retry_after("99999999999999999999", kNow), kRetryAfterMax);
    EXPECT_EQ(parse_retry_after("Sun, 06 Nov 2094 08:49:37 GMT", kNow), kRetryAfterMax);
}

TEST(RetryAfter, refuses_the_rest) {
    for (const char* text : {
             "",
             "-1",
             "1.5",
             "soon",
             " 1",
             "Sun, 06 Nov 1994 08:49:37 CET",
             "Sun, 06 Nov 1994 24:49:37 GMT",
             "Sun, 31 Feb 1994 08:49:37 GMT",
             "Sun, 06 Now 1994 08:49:37 GMT",
             "Sun, xx Nov 1994 08:49:37 GMT",
         }) {
        EXPECT_FALSE(parse_retry_after(text, kNow)) << text;
    }
}

}  // namespace
}  // namespace hako::http2
