// SPDX-License-Identifier: Apache-2.0
#include "domain/keys/management_key.hpp"

#include "base/check.hpp"

#include <gtest/gtest.h>

#include <set>
#include <unordered_set>

namespace hako::keys {
namespace {

constexpr UnixMillis kNow = 1'700'000'000'000;

IpAddress address(std::string_view text) {
    const auto parsed = IpAddress::parse(text);
    check(parsed.has_value(), text);
    return *parsed;
}

/// A key that is valid everywhere and for ever, but for `ranges`.
ManagementKey key(std::initializer_list<std::string_view> ranges = {}) {
    ManagementKey made{
        .id = *KeyId::parse("k0123456789abcdef"),
        .backend = *BackendId::parse("0123456789abcdef01234567"),
        .name = "server",
        .hash = {},
        .ranges = {},
        .created_at = kNow - 1,
        .expires_at = {},
        .last_used_at = {},
        .revoked_at = {},
    };
    std::string why;
    for (const auto range : ranges) {
        made.ranges.push_back(IpRange::parse(range, why).value());
    }
    return made;
}

TEST(KeyId, is_made_at_random_and_read_back) {
    SystemRandom random;
    std::unordered_set<KeyId> seen;
    for (int i = 0; i < 1'000; ++i) {
        const auto id = KeyId::make(random);
        EXPECT_EQ(KeyId::parse(id.text()), id);
        EXPECT_TRUE(seen.insert(id).second);
    }
}

TEST(KeyId, refuses_every_other_form) {
    for (const auto* text :
         {"",
          "k",
          "0123456789abcdef",
          "k0123456789abcde",
          "k0123456789abcdef0",
          "K0123456789abcdef",
          "k0123456789ABCDEF",
          "k0123456789abcdeg",
          "k0123456789abcde ",
          "u0123456789abcdef",
          " k0123456789abcde"}) {
        EXPECT_FALSE(KeyId::parse(text).has_value()) << text;
    }
}

TEST(Judge, allows_a_key_without_ranges_from_everywhere) {
    EXPECT_EQ(judge(key(), address("203.0.113.7"), kNow), Verdict::allowed);
    EXPECT_EQ(judge(key(), address("2001:db8::7"), kNow), Verdict::allowed);
}

TEST(Judge, allows_a_key_from_any_of_its_ranges) {
    const auto limited = key({"10.0.0.0/8", "203.0.113.7", "2001:db8::/32"});
    for (const auto* client :
         {"10.0.0.0", "10.255.255.255", "203.0.113.7", "2001:db8::1", "::ffff:10.1.2.3"}) {
        EXPECT_EQ(judge(limited, address(client), kNow), Verdict::allowed) << client;
    }
}

TEST(Judge, denies_a_key_from_outside_its_ranges) {
    const auto limited = key({"10.0.0.0/8", "203.0.113.7", "2001:db8::/32"});
    for (const auto* client :
         {"9.255.255.255",
          "11.0.0.0",
          "203.0.113.6",
          "203.0.113.8",
          "2001:db9::",
          "::1",
          "64:ff9b::10.1.2.3"}) {
        EXPECT_EQ(judge(limited, address(client), kNow), Verdict::address_denied) << client;
    }
}

TEST(Judge, denies_every_key_when_the_address_cannot_be_known) {
    EXPECT_EQ(judge(key(), std::nullopt, kNow), Verdict::address_denied);
    EXPECT_EQ(judge(key({"10.0.0.0/8"}), std::nullopt, kNow), Verdict::address_denied);
}

TEST(Judge, ends_a_key_at_the_very_moment_it_expires) {
    auto ending = key();
    ending.expires_at = kNow;
    EXPECT_EQ(judge(ending, address("10.0.0.1"), kNow - 1), Verdict::allowed);
    EXPECT_EQ(judge(ending, address("10.0.0.1"), kNow), Verdict::expired);
    EXPECT_EQ(judge(ending, address("10.0.0.1"), kNow + 1), Verdict::expired);
}

TEST(Judge, refuses_a_revoked_key_whatever_the_time_says) {
    auto revoked = key();
    revoked.revoked_at = kNow + 1'000'000;
    EXPECT_EQ(judge(revoked, address("10.0.0.1"), kNow), Verdict::revoked);
    revoked.expires_at = kNow - 1;
    EXPECT_EQ(judge(revoked, std::nullopt, kNow), Verdict::revoked);
}

TEST(Verdict, has_a_name_of_its_own) {
    std::set<std::string_view> names;
    for (const auto verdict :
         {Verdict::allowed, Verdict::revoked, Verdict::expired, Verdict::address_denied}) {
        names.insert(to_string(verdict));
    }
    EXPECT_EQ(names.size(), 4U);
    EXPECT_FALSE(names.contains("unknown"));
    EXPECT_EQ(to_string(static_cast<Verdict>(255)), "unknown");
}

}  // namespace
}  // namespace hako::keys
