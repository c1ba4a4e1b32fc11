// SPDX-License-Identifier: Apache-2.0
#include "domain/sessions/session.hpp"

#include "base/uuid.hpp"
#include "domain/backends/backend.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <set>
#include <string>

namespace hako::sessions {
namespace {

constexpr UnixMillis kMinute = 60'000;
constexpr UnixMillis kNow = 1'000'000'000'000;

UserId some_user() {
    return *UserId::parse("u01234567-89ab-7def-8123-456789abcdef");
}

Session session(UnixMillis created_at, UnixMillis seen_at) {
    return {
        .hash = {},
        .user = some_user(),
        .device = "d",
        .login_token = {},
        .created_at = created_at,
        .seen_at = seen_at,
    };
}

LoginToken token(UnixMillis created_at, UnixMillis used_at) {
    return {
        .hash = {}, .user = some_user(), .device = "d", .created_at = created_at, .used_at = used_at
    };
}

TEST(Session, lives_until_it_was_not_seen_for_too_long) {
    backends::Settings settings;
    settings.session_idle_minutes = 10;
    const UnixMillis seen = kNow - 10 * kMinute;
    EXPECT_TRUE(is_live(session(seen, seen + 1), settings, kNow));
    EXPECT_FALSE(is_live(session(seen, seen), settings, kNow));
    settings.session_idle_minutes = 11;
    EXPECT_TRUE(is_live(session(seen, seen), settings, kNow));
}

TEST(Session, ends_by_its_age_however_often_it_is_seen) {
    backends::Settings settings;
    settings.session_max_minutes = 60;
    const UnixMillis created = kNow - 60 * kMinute;
    EXPECT_FALSE(is_live(session(created, kNow), settings, kNow));
    EXPECT_TRUE(is_live(session(created + 1, kNow), settings, kNow));
}

TEST(LoginToken, has_its_period_from_its_last_use_and_a_year_in_all) {
    backends::Settings settings;
    settings.auto_login_minutes = 10;
    const UnixMillis year_ago = kNow - kMinute * 60 * 24 * 365;
    EXPECT_TRUE(is_live(token(year_ago + 1, kNow), settings, kNow));
    EXPECT_FALSE(is_live(token(year_ago, kNow), settings, kNow));
    EXPECT_TRUE(is_live(token(kNow - kMinute, kNow - 10 * kMinute + 1), settings, kNow));
    EXPECT_FALSE(is_live(token(kNow - kMinute, kNow - 10 * kMinute), settings, kNow));
}

TEST(Session, what_is_swept_is_exactly_what_is_over) {
    const backends::Settings settings;
    const Horizon horizon = horizon_of(settings, kNow);
    EXPECT_FALSE(is_live(session(kNow, horizon.sessions_seen), settings, kNow));
    EXPECT_TRUE(is_live(session(kNow, horizon.sessions_seen + 1), settings, kNow));
    EXPECT_FALSE(is_live(session(horizon.sessions_created, kNow), settings, kNow));
    EXPECT_TRUE(is_live(session(horizon.sessions_created + 1, kNow), settings, kNow));
    EXPECT_FALSE(is_live(token(kNow, horizon.login_tokens_used), settings, kNow));
    EXPECT_TRUE(is_live(token(kNow, horizon.login_tokens_used + 1), settings, kNow));
    EXPECT_FALSE(is_live(token(horizon.login_tokens_created, kNow), settings, kNow));
    EXPECT_TRUE(is_live(token(horizon.login_tokens_created + 1, kNow), settings, kNow));
}

TEST(SessionToken, is_64_lower_case_hex_digits_and_never_the_same) {
    SystemRandom random;
    std::set<std::string> seen;
    for (int i = 0; i < 1'000; ++i) {
        const auto made = make_session_token(random);
        const std::string text(made.reveal());
        EXPECT_EQ(text.size(), 64U);
        EXPECT_EQ(text.find_first_not_of("0123456789abcdef"), std::string::npos);
        EXPECT_TRUE(is_well_formed_session(text));
        EXPECT_TRUE(seen.insert(text).second);
    }
}

TEST(ResetToken, is_24_letters_and_digits) {
    SystemRandom random;
    const auto made = make_reset_token(random);
    const std::string text(made.reveal());
    EXPECT_EQ(text.size(), 24U);
    EXPECT_TRUE(std::all_of(text.begin(), text.end(), [](unsigned char c) {
        return std::isalnum(c) != 0;
    }));
}

TEST(Session, only_letters_and_digits_can_be_one) {
    EXPECT_TRUE(is_well_formed_session("a"));
    EXPECT_TRUE(is_well_formed_session("azAZ09"));
    for (const auto* text : {"", " ", "a b", "a-b", "a_b", "a=", "é", "a\n", "%", "*"}) {
        EXPECT_FALSE(is_well_formed_session(text)) << text;
    }
    EXPECT_FALSE(is_well_formed_session(std::string_view("a\0b", 3)));
}

}  // namespace
}  // namespace hako::sessions
