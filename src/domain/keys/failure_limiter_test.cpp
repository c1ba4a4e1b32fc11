// SPDX-License-Identifier: Apache-2.0
#include "domain/keys/failure_limiter.hpp"

#include "base/check.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace hako::keys {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// A clock that the test sets.
class StillClock final : public Clock {
public:
    [[nodiscard]] UnixMillis now() const override {
        return 0;
    }

    [[nodiscard]] std::chrono::steady_clock::time_point steady_now() const override {
        return std::chrono::steady_clock::time_point(passed);
    }

    milliseconds passed{0};
};

IpAddress address(std::string_view text) {
    const auto parsed = IpAddress::parse(text);
    check(parsed.has_value(), text);
    return *parsed;
}

/// The `i`th of many IPv4 addresses.
IpAddress numbered(unsigned i) {
    return IpAddress::from_bytes(std::vector<std::uint8_t>{
        10,
        static_cast<std::uint8_t>(i >> 16U),
        static_cast<std::uint8_t>(i >> 8U),
        static_cast<std::uint8_t>(i)
    });
}

class FailureLimiterTest : public testing::Test {
protected:
    /// Counts failures of `client` until it is told to wait.
    int failures_until_refused(FailureLimiter& limiter, const IpAddress& client) {
        int count = 0;
        while (!limiter.count_failure(client)) {
            ++count;
        }
        return count;
    }

    StillClock clock_;
    FailureLimiter limiter_{clock_, {.failures_per_minute_max = 3, .addresses_max = 10}};
    IpAddress client_ = address("203.0.113.7");
};

TEST_F(FailureLimiterTest, lets_60_wrong_keys_a_minute_pass_and_not_61) {
    FailureLimiter limiter(clock_, {});
    EXPECT_EQ(failures_until_refused(limiter, client_), 60);
}

TEST_F(FailureLimiterTest, says_how_long_to_wait) {
    EXPECT_EQ(failures_until_refused(limiter_, client_), 3);
    EXPECT_EQ(limiter_.count_failure(client_), seconds(60));
    clock_.passed = milliseconds(500);
    EXPECT_EQ(limiter_.count_failure(client_), seconds(60));
    clock_.passed = milliseconds(1'000);
    EXPECT_EQ(limiter_.count_failure(client_), seconds(59));
    clock_.passed = milliseconds(59'999);
    EXPECT_EQ(limiter_.count_failure(client_), seconds(1));
}

TEST_F(FailureLimiterTest, starts_anew_a_minute_after_the_first) {
    EXPECT_EQ(failures_until_refused(limiter_, client_), 3);
    clock_.passed = seconds(60);
    EXPECT_EQ(failures_until_refused(limiter_, client_), 3);
    clock_.passed = seconds(119);
    EXPECT_TRUE(limiter_.count_failure(client_).has_value());
    clock_.passed = seconds(120);
    EXPECT_FALSE(limiter_.count_failure(client_).has_value());
}

TEST_F(FailureLimiterTest, counts_each_address_alone) {
    EXPECT_EQ(failures_until_refused(limiter_, client_), 3);
    EXPECT_EQ(failures_until_refused(limiter_, address("203.0.113.8")), 3);
}

TEST_F(FailureLimiterTest, counts_an_ipv6_site_as_one) {
    EXPECT_EQ(failures_until_refused(limiter_, address("2001:db8:0:1::1")), 3);
    EXPECT_TRUE(limiter_.count_failure(address("2001:db8:0:1:ffff::9")).has_value());
    EXPECT_FALSE(limiter_.count_failure(address("2001:db8:0:2::1")).has_value());
    EXPECT_EQ(limiter_.address_count(), 2U);
}

TEST_F(FailureLimiterTest, counts_a_mapped_address_as_the_ipv4_one) {
    EXPECT_EQ(failures_until_refused(limiter_, client_), 3);
    EXPECT_TRUE(limiter_.count_failure(address("::ffff:203.0.113.7")).has_value());
}

TEST_F(FailureLimiterTest, forgets_the_oldest_beyond_its_bound) {
    EXPECT_EQ(failures_until_refused(limiter_, numbered(0)), 3);
    for (unsigned i = 1; i < 10; ++i) {
        EXPECT_FALSE(limiter_.count_failure(numbered(i)).has_value());
    }
    EXPECT_TRUE(limiter_.count_failure(numbered(0)).has_value());
    EXPECT_EQ(limiter_.address_count(), 10U);
    EXPECT_FALSE(limiter_.count_failure(numbered(10)).has_value());
    EXPECT_EQ(limiter_.address_count(), 10U);
    EXPECT_FALSE(limiter_.count_failure(numbered(0)).has_value());
}

TEST_F(FailureLimiterTest, never_remembers_more_than_100000_addresses) {
    FailureLimiter limiter(clock_, {});
    for (unsigned i = 0; i <= limits::kKeyFailureAddressesMax; ++i) {
        static_cast<void>(limiter.count_failure(numbered(i)));
    }
    EXPECT_EQ(limiter.address_count(), limits::kKeyFailureAddressesMax);
}

TEST_F(FailureLimiterTest, gives_its_memory_back_when_windows_end) {
    for (unsigned i = 0; i < 5; ++i) {
        static_cast<void>(limiter_.count_failure(numbered(i)));
    }
    clock_.passed = seconds(30);
    static_cast<void>(limiter_.count_failure(numbered(5)));
    clock_.passed = seconds(60);
    static_cast<void>(limiter_.count_failure(numbered(6)));
    EXPECT_EQ(limiter_.address_count(), 2U);
}

TEST_F(FailureLimiterTest, counts_right_from_many_threads) {
    FailureLimiter limiter(clock_, {.failures_per_minute_max = 500});
    std::atomic<int> let_through{0};
    {
        std::vector<std::jthread> threads;
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&] {
                for (int i = 0; i < 250; ++i) {
                    let_through += limiter.count_failure(client_) ? 0 : 1;
                }
            });
        }
    }
    EXPECT_EQ(let_through, 500);
}

TEST_F(FailureLimiterTest, without_room_for_an_address_is_a_bug) {
    EXPECT_THROW(FailureLimiter(clock_, {.addresses_max = 0}), Bug);
}

}  // namespace
}  // namespace hako::keys
