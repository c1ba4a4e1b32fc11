// SPDX-License-Identifier: Apache-2.0
// Sessions and tokens over time, on the embedded engine.

#include "api/app/test_world.hpp"
#include "base/run_blocking.hpp"

#include <gtest/gtest.h>

#include <string>

namespace hako::api::app {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;

ErrorCode code_of(const Result<AppCaller>& refused) {
    EXPECT_FALSE(refused.has_value());
    return refused.has_value() ? ErrorCode::unavailable : refused.error().code();
}

TEST(Accounts, a_session_lives_as_long_as_it_is_used) {
    AccountWorld world;
    world.set({"sessionIdleMinutes=10", "sessionMaxMinutes=1000"});
    const auto login = world.register_user("alice");
    for (int i = 0; i < 20; ++i) {
        world.clock.pass(minutes(9));
        ASSERT_TRUE(world.is_live(login.session)) << i;
        world.settle();
    }
    world.clock.pass(minutes(10));
    EXPECT_FALSE(world.is_live(login.session));
}

TEST(Accounts, a_session_ends_by_its_age_though_it_is_used) {
    AccountWorld world;
    world.set({"sessionIdleMinutes=10", "sessionMaxMinutes=30"});
    const auto login = world.register_user("alice");
    for (int i = 0; i < 5; ++i) {
        world.clock.pass(minutes(5));
        ASSERT_TRUE(world.is_live(login.session));
        world.settle();
    }
    world.clock.pass(minutes(5));
    EXPECT_FALSE(world.is_live(login.session));
    EXPECT_TRUE(world.auto_log_in(login.login_token).has_value());
}

TEST(Accounts, settings_hold_at_once_for_sessions_that_are_there) {
    AccountWorld world;
    const auto login = world.register_user("alice");
    world.clock.pass(minutes(6));
    world.set({"sessionIdleMinutes=5"});
    EXPECT_FALSE(world.is_live(login.session));
    world.set({"sessionIdleMinutes=7"});
    EXPECT_TRUE(world.is_live(login.session));
}

TEST(Accounts, that_a_session_was_seen_is_stored_once_a_minute) {
    AccountWorld world;
    const auto login = world.register_user("alice");
    const auto opened = world.stored(login.session).seen_at;
    world.clock.pass(milliseconds(59'999));
    ASSERT_TRUE(world.is_live(login.session));
    world.settle();
    EXPECT_EQ(world.stored(login.session).seen_at, opened);
    world.clock.pass(milliseconds(1));
    ASSERT_TRUE(world.is_live(login.session));
    world.settle();
    EXPECT_EQ(world.stored(login.session).seen_at, opened + 60'000);
}

TEST(Accounts, what_is_refused_is_not_seen) {
    AccountWorld world;
    const auto login = world.register_user("alice");
    const auto opened = world.stored(login.session).seen_at;
    world.clock.pass(minutes(5));
    const std::string session(login.session.reveal());
    EXPECT_EQ(code_of(world.enter(session, "another")), ErrorCode::login_required);
    world.settle();
    EXPECT_EQ(world.stored(login.session).seen_at, opened);
}

TEST(Accounts, a_dead_session_is_absent_only_where_that_is_said) {
    AccountWorld world;
    const auto login = world.register_user("alice");
    const std::string session(login.session.reveal());
    const auto absent = sessions::DeadSession::absent;
    const auto alive = world.enter(session, "phone", absent);
    ASSERT_TRUE(alive.has_value());
    EXPECT_EQ(alive->user(), login.user.id);
    EXPECT_EQ(alive->session(), crypto::sha256(session));
    const auto dead = world.enter(std::string(64, '0'), "phone", absent);
    ASSERT_TRUE(dead.has_value());
    EXPECT_FALSE(dead->user().has_value());
    EXPECT_FALSE(dead->session().has_value());
    EXPECT_EQ(code_of(world.enter(std::string(64, '0'))), ErrorCode::login_required);
    EXPECT_EQ(code_of(world.enter("no-session", "phone", absent)), ErrorCode::session_invalid);
    EXPECT_EQ(code_of(world.enter("", "phone", absent)), ErrorCode::session_invalid);
}

TEST(Accounts, a_login_token_has_its_period_anew_at_each_use_and_a_year_in_all) {
    AccountWorld world;
    world.set({"autoLoginMinutes=43200"});
    const auto login = world.register_user("alice");
    int uses = 0;
    while (world.auto_log_in(login.login_token).has_value()) {
        world.clock.pass(hours(29 * 24));
        ++uses;
    }
    EXPECT_EQ(uses, 13);  // The last one on day 348.
}

TEST(Accounts, a_login_token_that_is_not_used_ends) {
    AccountWorld world;
    world.set({"autoLoginMinutes=10"});
    const auto login = world.register_user("alice");
    world.clock.pass(minutes(9));
    EXPECT_TRUE(world.auto_log_in(login.login_token).has_value());
    world.clock.pass(minutes(9));
    EXPECT_TRUE(world.auto_log_in(login.login_token).has_value());
    world.clock.pass(minutes(10));
    EXPECT_FALSE(world.auto_log_in(login.login_token).has_value());
}

TEST(Accounts, a_password_is_hashed_anew_when_the_cost_rose) {
    AccountWorld world;
    const auto first = world.register_user("alice");
    const std::string cheap = world.password_hash_of("alice");
    EXPECT_TRUE(world.log_in("alice").has_value());
    EXPECT_EQ(world.password_hash_of("alice"), cheap);
    world.raise_cost();
    EXPECT_FALSE(world.log_in("alice", "wrong").has_value());
    EXPECT_EQ(world.password_hash_of("alice"), cheap);
    EXPECT_TRUE(world.log_in("alice").has_value());
    const std::string dearer = world.password_hash_of("alice");
    EXPECT_NE(dearer, cheap);
    EXPECT_TRUE(world.log_in("alice").has_value());
    EXPECT_EQ(world.password_hash_of("alice"), dearer);
    EXPECT_FALSE(world.log_in("alice", "wrong").has_value());
    // It is the same password still: nothing ended.
    EXPECT_TRUE(world.is_live(first.session));
}

TEST(Accounts, a_login_links_its_device_and_a_logout_of_another_user_does_not_unlink_it) {
    AccountWorld world;
    const auto alice = world.register_user("alice");
    EXPECT_EQ(run_blocking(world.data().devices().user_of("phone")).value(), alice.user.id);
    const auto bob = world.register_user("bob");
    EXPECT_EQ(run_blocking(world.data().devices().user_of("phone")).value(), bob.user.id);
    EXPECT_TRUE(world.auto_log_in(alice.login_token).has_value());
    EXPECT_EQ(run_blocking(world.data().devices().user_of("phone")).value(), alice.user.id);
}

TEST(Accounts, what_is_over_is_removed_by_later_logins) {
    AccountWorld world;
    world.set({"sessionIdleMinutes=5", "autoLoginMinutes=5"});
    const auto old = world.register_user("alice");
    world.clock.pass(minutes(6));
    ASSERT_TRUE(world.log_in("alice").has_value());
    const auto hash = crypto::sha256(old.session.reveal());
    EXPECT_FALSE(run_blocking(world.data().sessions().find(hash)).value().has_value());
    const auto token = crypto::sha256(old.login_token.reveal());
    EXPECT_FALSE(run_blocking(world.data().sessions().find_login_token(token)).value().has_value());
}

}  // namespace
}  // namespace hako::api::app
