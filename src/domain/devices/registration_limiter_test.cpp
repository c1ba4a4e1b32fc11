// SPDX-License-Identifier: Apache-2.0
#include "domain/devices/registration_limiter.hpp"

#include "domain/testing/fake_folder.hpp"

#include <gtest/gtest.h>

namespace hako::devices {
namespace {

using std::chrono::seconds;

const std::optional<IpAddress> kAlice = IpAddress::parse("192.0.2.1");
const std::optional<IpAddress> kBob = IpAddress::parse("192.0.2.2");

TEST(RegistrationLimiter, an_address_has_to_wait_for_the_end_of_its_minute) {
    testing::FakeClock clock;
    RegistrationLimiter limiter(clock, {.per_address_max = 2});
    EXPECT_EQ(limiter.count("p", kAlice), std::nullopt);
    clock.millis += 20'500;
    EXPECT_EQ(limiter.count("p", kAlice), std::nullopt);
    EXPECT_EQ(limiter.count("p", kAlice), seconds(40));
    clock.millis += 40'000;
    EXPECT_EQ(limiter.count("p", kAlice), std::nullopt);
}

TEST(RegistrationLimiter, one_address_or_project_takes_nothing_from_another) {
    testing::FakeClock clock;
    RegistrationLimiter limiter(clock, {.per_address_max = 1});
    EXPECT_EQ(limiter.count("p", kAlice), std::nullopt);
    EXPECT_NE(limiter.count("p", kAlice), std::nullopt);
    EXPECT_EQ(limiter.count("p", kBob), std::nullopt);
    EXPECT_EQ(limiter.count("q", kAlice), std::nullopt);
}

TEST(RegistrationLimiter, all_addresses_of_a_64_network_are_one) {
    testing::FakeClock clock;
    RegistrationLimiter limiter(clock, {.per_address_max = 1});
    EXPECT_EQ(limiter.count("p", IpAddress::parse("2001:db8::1")), std::nullopt);
    EXPECT_NE(limiter.count("p", IpAddress::parse("2001:db8::2")), std::nullopt);
    EXPECT_EQ(limiter.count("p", IpAddress::parse("2001:db8:0:1::1")), std::nullopt);
}

TEST(RegistrationLimiter, clients_that_are_not_known_are_one) {
    testing::FakeClock clock;
    RegistrationLimiter limiter(clock, {.per_address_max = 1});
    EXPECT_EQ(limiter.count("p", std::nullopt), std::nullopt);
    EXPECT_NE(limiter.count("p", std::nullopt), std::nullopt);
}

TEST(RegistrationLimiter, a_project_has_a_limit_over_all_addresses) {
    testing::FakeClock clock;
    RegistrationLimiter limiter(clock, {.per_address_max = 9, .per_project_max = 2});
    EXPECT_EQ(limiter.count("p", kAlice), std::nullopt);
    EXPECT_EQ(limiter.count("p", kBob), std::nullopt);
    EXPECT_EQ(limiter.count("p", kAlice), seconds(60));
    EXPECT_EQ(limiter.count("q", kAlice), std::nullopt);
}

TEST(RegistrationLimiter, remembers_a_bounded_number_of_windows) {
    testing::FakeClock clock;
    RegistrationLimiter limiter(clock, {.per_address_max = 1, .windows_max = 2});
    EXPECT_EQ(limiter.count("p", kAlice), std::nullopt);
    EXPECT_EQ(limiter.count("q", kAlice), std::nullopt);
    EXPECT_EQ(limiter.count("p", kAlice), std::nullopt);
}

}  // namespace
}  // namespace hako::devices
