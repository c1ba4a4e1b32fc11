// SPDX-License-Identifier: Apache-2.0
#include "domain/sessions/attempt_limiter.hpp"

#include "domain/testing/fake_folder.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace hako::sessions {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const std::optional<IpAddress> kHere = IpAddress::parse("192.0.2.1");
const std::optional<IpAddress> kThere = IpAddress::parse("192.0.2.2");

class AttemptLimiterTest : public ::testing::Test {
protected:
    /// What a try has to wait; 0: it was let in, and failed.
    milliseconds fail(const std::string& account, const std::optional<IpAddress>& client = kHere) {
        milliseconds wait{};
        if (auto attempt = limiter.begin(account, client, wait)) {
            attempt->failed();
            return milliseconds(0);
        }
        return wait;
    }

    milliseconds succeed(const std::string& account) {
        milliseconds wait{};
        if (auto attempt = limiter.begin(account, kHere, wait)) {
            attempt->succeeded();
            return milliseconds(0);
        }
        return wait;
    }

    void pass(seconds time) {
        clock.millis += milliseconds(time).count();
    }

    testing::FakeClock clock;
    AttemptLimiter limiter{
        clock,
        {.account_failures_free = 3,
         .address_failures_free = 10,
         .account_wait_max = seconds(8),
         .address_wait_max = seconds(4),
         .tracked_max = 8}
    };
};

TEST_F(AttemptLimiterTest, an_account_waits_twice_as_long_after_each_wrong_try) {
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(fail("alice"), milliseconds(0));
    }
    for (const int wait : {1, 2, 4, 8, 8, 8}) {
        EXPECT_EQ(fail("alice"), seconds(wait));
        pass(seconds(wait - 1));
        EXPECT_EQ(fail("alice"), seconds(1));
        pass(seconds(1));
        EXPECT_EQ(fail("alice"), milliseconds(0));
    }
}

TEST_F(AttemptLimiterTest, what_was_told_to_wait_does_not_count) {
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(fail("alice"), milliseconds(0));
    }
    for (int i = 0; i < 100; ++i) {
        EXPECT_EQ(fail("alice"), seconds(1));
    }
    pass(seconds(1));
    EXPECT_EQ(succeed("alice"), milliseconds(0));
}

TEST_F(AttemptLimiterTest, a_right_try_makes_good_what_was_wrong_for_its_account) {
    for (int round = 0; round < 3; ++round) {
        EXPECT_EQ(fail("alice"), milliseconds(0));
        EXPECT_EQ(fail("alice"), milliseconds(0));
        EXPECT_EQ(succeed("alice"), milliseconds(0));
    }
}

TEST_F(AttemptLimiterTest, one_account_takes_nothing_from_another) {
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(fail("alice"), milliseconds(0));
    }
    EXPECT_NE(fail("alice"), milliseconds(0));
    EXPECT_EQ(fail("bob"), milliseconds(0));
}

TEST_F(AttemptLimiterTest, an_account_is_guarded_from_all_addresses_together) {
    EXPECT_EQ(fail("alice", kHere), milliseconds(0));
    EXPECT_EQ(fail("alice", kThere), milliseconds(0));
    EXPECT_EQ(fail("alice", std::nullopt), milliseconds(0));
    EXPECT_NE(fail("alice", IpAddress::parse("2001:db8::1")), milliseconds(0));
}

TEST_F(AttemptLimiterTest, an_address_waits_that_tries_one_password_on_many_accounts) {
    for (int i = 0; i < 10; ++i) {
        EXPECT_EQ(fail("user" + std::to_string(i)), milliseconds(0));
    }
    EXPECT_EQ(fail("alice"), seconds(1));
    EXPECT_EQ(fail("alice", kThere), milliseconds(0));
    pass(seconds(1));
    // A right try is no pardon for the address.
    EXPECT_EQ(succeed("alice"), milliseconds(0));
    EXPECT_EQ(fail("bob"), milliseconds(0));
    EXPECT_EQ(fail("bob"), seconds(2));
}

TEST_F(AttemptLimiterTest, all_addresses_of_a_64_network_are_one) {
    for (int i = 0; i < 10; ++i) {
        const auto address = IpAddress::parse("2001:db8::" + std::to_string(i));
        EXPECT_EQ(fail("user" + std::to_string(i), address), milliseconds(0));
    }
    EXPECT_NE(fail("alice", IpAddress::parse("2001:db8::ffff")), milliseconds(0));
    EXPECT_EQ(fail("alice", IpAddress::parse("2001:db8:0:1::1")), milliseconds(0));
}

TEST_F(AttemptLimiterTest, lets_one_at_a_time_in_once_an_account_has_failed_too_often) {
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(fail("alice"), milliseconds(0));
    }
    pass(seconds(1));
    milliseconds wait{};
    auto first = limiter.begin("alice", kHere, wait);
    ASSERT_TRUE(first);
    EXPECT_FALSE(limiter.begin("alice", kHere, wait));
    EXPECT_GT(wait, milliseconds(0));
    first->succeeded();
    first.reset();
    EXPECT_TRUE(limiter.begin("alice", kHere, wait));
}

TEST_F(AttemptLimiterTest, bounds_the_tries_that_are_under_way_together) {
    std::vector<AttemptLimiter::Attempt> attempts;
    milliseconds wait{};
    while (auto attempt = limiter.begin("alice", kHere, wait)) {
        attempts.push_back(*std::move(attempt));
        ASSERT_LE(attempts.size(), limits::kAccountAttemptsUnderWayMax);
    }
    EXPECT_EQ(attempts.size(), limits::kAccountAttemptsUnderWayMax);
    for (auto& attempt : attempts) {
        attempt.failed();
    }
    attempts.clear();
    EXPECT_EQ(fail("alice"), seconds(8));
}

TEST_F(AttemptLimiterTest, forgets_what_failed_long_ago) {
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(fail("alice"), milliseconds(0));
    }
    pass(limits::kFailuresForgottenHours);
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(fail("alice"), milliseconds(0));
    }
    EXPECT_EQ(fail("alice"), seconds(1));
}

TEST_F(AttemptLimiterTest, an_attempt_that_says_nothing_counts_as_not_made) {
    milliseconds wait{};
    for (int i = 0; i < 100; ++i) {
        EXPECT_TRUE(limiter.begin("alice", kHere, wait));
    }
}

TEST_F(AttemptLimiterTest, forgets_who_failed_longest_ago_beyond_its_bound) {
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(fail("alice", kThere), milliseconds(0));
    }
    EXPECT_NE(fail("alice", kThere), milliseconds(0));
    for (int i = 0; i < 9; ++i) {
        EXPECT_EQ(fail("user" + std::to_string(i), kHere), milliseconds(0));
    }
    EXPECT_EQ(fail("alice", kThere), milliseconds(0));
}

}  // namespace
}  // namespace hako::sessions
