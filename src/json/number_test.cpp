// SPDX-License-Identifier: Apache-2.0
#include "json/number.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

namespace hako::json {
namespace {

/// Ascending by value; the spellings in one line are equal.
const std::vector<std::vector<std::string>> kAscending = {
    {"-1e308", "-10e307", "-0.1e309"},
    {"-12345678901234567890.5"},
    {"-12345678901234567890", "-1234567890123456789e1"},
    {"-9007199254740993", "-9007199254740993.0"},
    {"-9007199254740992"},
    {"-10", "-1e1", "-1E+1", "-0.1e2", "-10.00"},
    {"-1.5", "-15e-1"},
    {"-1.45"},
    {"-1", "-1.0"},
    {"-0.001"},
    {"-5e-324"},
    {"0", "-0", "0.0", "-0.000e9", "0e999999999999999999999"},
    {"1e-9999999999", "0.1e-9999999998"},
    {"5e-324", "0.5e-323"},
    {"0.001", "1e-3", "0.00100", "100e-5"},
    {"0.0010000000000000000000001"},
    {"0.1"},
    {"0.11"},
    {"0.9"},
    {"1", "1.0", "1e0", "10e-1", "0.01E2", "1.000e+00"},
    {"1.0000000000000000000000000000001"},
    {"1.10", "1.1", "11e-1"},
    {"2"},
    {"9.99"},
    {"10"},
    {"99"},
    {"100", "1e2"},
    {"101"},
    {"123.45", "12345e-2", "0.12345e3"},
    {"123.4501"},
    {"999999999999999999"},
    {"1000000000000000000", "1e18"},
    {"9007199254740992e3"},
    {"9007199254740993e3", "9007199254740993000"},
    {"12345678901234567890"},
    {"12345678901234567891"},
    {"1.7976931348623157e308"}
};

TEST(Number, compares_by_value_exactly) {
    for (std::size_t i = 0; i < kAscending.size(); ++i) {
        for (std::size_t j = 0; j < kAscending.size(); ++j) {
            for (const std::string& a : kAscending[i]) {
                for (const std::string& b : kAscending[j]) {
                    EXPECT_EQ(compare_numbers(a, b), i <=> j) << a << " and " << b;
                }
            }
        }
    }
}

TEST(Number, knows_what_fits_a_double) {
    for (const char* number :
         {"0",
          "-0",
          "1",
          "1e308",
          "-1.7976931348623157e308",
          "5e-324",
          "3e-324",
          "0e999999",
          "0.000e-999999",
          "1e-323",
          "123456789012345678901234567890"}) {
        EXPECT_TRUE(fits_double(number)) << number;
    }
    for (const char* number :
         {"1e309",
          "-1e309",
          "1.8e308",
          "2e-324",
          "-1e-324",
          "1e400",
          "1e-400",
          "1e999999999999",
          "1e-99999999999999999999999999"}) {
        EXPECT_FALSE(fits_double(number)) << number;
    }
}

TEST(Number, looks_at_the_whole_of_a_long_number) {
    const std::string zeros(1000, '0');
    EXPECT_TRUE(fits_double("0." + zeros + "1e1000"));
    EXPECT_TRUE(fits_double("1" + zeros + "e-1000"));
    EXPECT_TRUE(fits_double("0." + zeros));
    EXPECT_FALSE(fits_double("0." + zeros + "1"));
    EXPECT_FALSE(fits_double("1" + zeros));
    EXPECT_EQ(compare_numbers("0." + zeros + "1e1001", "1"), std::strong_ordering::equal);
    EXPECT_EQ(compare_numbers("1" + zeros + "1", "1" + zeros + "2"), std::strong_ordering::less);
}

TEST(Number, reads_integral_values_in_every_spelling) {
    EXPECT_EQ(integral_value("10"), 10);
    EXPECT_EQ(integral_value("1e1"), 10);
    EXPECT_EQ(integral_value("10.0"), 10);
    EXPECT_EQ(integral_value("100e-1"), 10);
    EXPECT_EQ(integral_value("1.25e2"), 125);
    EXPECT_EQ(integral_value("-0"), 0);
    EXPECT_EQ(integral_value("0.0e99"), 0);
    EXPECT_EQ(integral_value("-3.000"), -3);
    constexpr auto kMax = std::numeric_limits<std::int64_t>::max();
    constexpr auto kMin = std::numeric_limits<std::int64_t>::min();
    EXPECT_EQ(integral_value("9223372036854775807"), kMax);
    EXPECT_EQ(integral_value("-9223372036854775808"), kMin);
    EXPECT_EQ(integral_value("-9223372036854775808.0"), kMin);
    EXPECT_EQ(integral_value("9.223372036854775807e18"), kMax);
}

TEST(Number, refuses_as_integral_what_is_not_or_does_not_fit) {
    for (const char* number :
         {"1.5",
          "1e-1",
          "0.1",
          "9223372036854775808",
          "-9223372036854775809",
          "1e19",
          "1e400",
          "10000000000000000000",
          "99999999999999999999",
          "-1e99999999999999999999",
          "10.01"}) {
        EXPECT_FALSE(integral_value(number).has_value()) << number;
    }
}

}  // namespace
}  // namespace hako::json
