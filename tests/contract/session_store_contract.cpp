// SPDX-License-Identifier: Apache-2.0
// What a SessionStore and SessionReader must do.

#include "base/limits.hpp"
#include "domain/sessions/session.hpp"
#include "tests/contract/steps.hpp"
#include "tests/contract/store_contract.hpp"

#include <functional>

namespace hako::contract {
namespace {

using sessions::Horizon;
using sessions::LoginToken;
using sessions::Session;
using sessions::TokenHash;
using steps::kNow;

TokenHash hash_of(const std::string& token) {
    return crypto::sha256(token);
}

class SessionStoreContract : public StoreContract {
protected:
    UserId put_user(const std::string& username) {
        const auto user = steps::insert_user(data(), username, R"({"a":1})");
        check(user.has_value(), "an insert of the test");
        return user->id;
    }

    /// Runs one step in a transaction of its own.
    template <class T>
    T run(const std::function<Task<Result<T>>(sessions::SessionStore&)>& step) {
        auto done = steps::write_now<T>(data(), [&](BackendTransaction& tx) {
            return step(tx.sessions());
        });
        check(done.has_value(), "a step of the test");
        return *std::move(done);
    }

    void change(const std::function<Task<Result<void>>(sessions::SessionStore&)>& step) {
        const auto done = steps::write_now<void>(data(), [&](BackendTransaction& tx) {
            return step(tx.sessions());
        });
        check(done.has_value(), "a step of the test");
    }

    void put_session(
        UserId user,
        const std::string& session,
        const std::string& login_token,
        UnixMillis at = kNow
    ) {
        const Session stored{
            .hash = hash_of(session),
            .user = user,
            .device = "d",
            .login_token = hash_of(login_token),
            .created_at = at,
            .seen_at = at,
        };
        change([&](auto& store) { return store.put(stored); });
    }

    void put_login_token(UserId user, const std::string& token, UnixMillis at = kNow) {
        const LoginToken stored{
            .hash = hash_of(token), .user = user, .device = "d", .created_at = at, .used_at = at
        };
        change([&](auto& store) { return store.put(stored); });
    }

    std::optional<Session> session(const std::string& token) {
        auto found = run_blocking(data().sessions().find(hash_of(token)));
        check(found.has_value(), "a read of the test");
        return *std::move(found);
    }

    std::optional<LoginToken> login_token(const std::string& token) {
        auto found = run_blocking(data().sessions().find_login_token(hash_of(token)));
        check(found.has_value(), "a read of the test");
        return *std::move(found);
    }

    bool has_reset_token(const std::string& username, const std::string& token, UnixMillis after) {
        const auto key = users::UsernameKey::of(username);
        const auto found =
            run_blocking(data().sessions().has_reset_token(key, hash_of(token), after));
        check(found.has_value(), "a read of the test");
        return *found;
    }

    bool take_reset_token(UserId user, const std::string& token, UnixMillis after = 0) {
        return run<bool>([&](auto& store) {
            return store.take_reset_token(user, hash_of(token), after);
        });
    }

    void put_reset_token(UserId user, const std::string& token, UnixMillis now = kNow) {
        change([&](auto& store) { return store.put_reset_token(user, hash_of(token), now); });
    }
};

TEST_P(SessionStoreContract, gives_back_what_was_put) {
    const UserId alice = put_user("alice");
    put_session(alice, "s", "t");
    put_login_token(alice, "t");
    for (int round = 0; round < 2; ++round) {
        const auto found = session("s");
        ASSERT_TRUE(found.has_value());
        EXPECT_EQ(found->hash, hash_of("s"));
        EXPECT_EQ(found->user, alice);
        EXPECT_EQ(found->device, "d");
        EXPECT_EQ(found->login_token, hash_of("t"));
        EXPECT_EQ(found->created_at, kNow);
        EXPECT_EQ(found->seen_at, kNow);
        const auto token = login_token("t");
        ASSERT_TRUE(token.has_value());
        EXPECT_EQ(token->user, alice);
        EXPECT_EQ(token->device, "d");
        EXPECT_EQ(token->created_at, kNow);
        EXPECT_EQ(token->used_at, kNow);
        EXPECT_FALSE(session("t").has_value());
        EXPECT_FALSE(login_token("s").has_value());
        engine().restart();
    }
}

TEST_P(SessionStoreContract, finds_a_user_with_its_hash_by_id_and_by_name) {
    const UserId alice = put_user("Alice");
    for (const char* name : {"alice", "ALICE"}) {
        const auto key = users::UsernameKey::of(name);
        const auto found = run_blocking(data().sessions().find_user(key));
        ASSERT_TRUE(found.has_value() && found->has_value());
        EXPECT_EQ((*found)->user.id, alice);
        EXPECT_EQ((*found)->user.username, "Alice");
        EXPECT_EQ((*found)->user.properties, R"({"a":1})");
        EXPECT_EQ((*found)->password_hash, "hash");
    }
    const auto by_id = run_blocking(data().sessions().find_user(alice));
    EXPECT_EQ((*by_id)->user.username, "Alice");
    const auto nobody = run_blocking(data().sessions().find_user(users::UsernameKey::of("bob")));
    EXPECT_FALSE(nobody->has_value());
}

TEST_P(SessionStoreContract, a_token_that_is_put_again_was_used) {
    const UserId alice = put_user("alice");
    put_login_token(alice, "t", kNow);
    auto token = *login_token("t");
    token.used_at = kNow + 5;
    change([&](auto& store) { return store.put(token); });
    EXPECT_EQ(login_token("t")->used_at, kNow + 5);
    EXPECT_EQ(login_token("t")->created_at, kNow);
}

TEST_P(SessionStoreContract, a_touch_moves_only_forward_and_makes_nothing) {
    const UserId alice = put_user("alice");
    put_session(alice, "s", "t");
    const auto touch = [&](const std::string& token, UnixMillis now) {
        change([&](auto& store) { return store.touch(hash_of(token), now); });
    };
    touch("s", kNow + 5);
    touch("s", kNow + 3);
    touch("gone", kNow + 5);
    EXPECT_EQ(session("s")->seen_at, kNow + 5);
    EXPECT_EQ(session("s")->created_at, kNow);
    EXPECT_FALSE(session("gone").has_value());
}

TEST_P(SessionStoreContract, the_end_of_a_login_ends_all_its_sessions_and_no_other) {
    const UserId alice = put_user("alice");
    put_login_token(alice, "t1");
    put_login_token(alice, "t2");
    put_session(alice, "s1", "t1");
    put_session(alice, "s1b", "t1");
    put_session(alice, "s2", "t2");
    const auto first = *session("s1");
    change([&](auto& store) { return store.end_login(first); });
    EXPECT_FALSE(session("s1").has_value());
    EXPECT_FALSE(session("s1b").has_value());
    EXPECT_FALSE(login_token("t1").has_value());
    EXPECT_TRUE(session("s2").has_value());
    EXPECT_TRUE(login_token("t2").has_value());
}

TEST_P(SessionStoreContract, ends_all_of_one_user_but_what_is_kept) {
    const UserId alice = put_user("alice");
    const UserId bob = put_user("bob");
    for (const std::string name : {"1", "2"}) {
        put_login_token(alice, "t" + name);
        put_session(alice, "s" + name, "t" + name);
    }
    put_session(alice, "s1b", "t1");
    put_login_token(bob, "tb");
    put_session(bob, "sb", "tb");
    put_reset_token(alice, "r");
    change([&](auto& store) { return store.end_all(alice, hash_of("s1")); });
    EXPECT_TRUE(session("s1").has_value());
    EXPECT_TRUE(login_token("t1").has_value());
    EXPECT_FALSE(session("s1b").has_value());
    EXPECT_FALSE(session("s2").has_value());
    EXPECT_FALSE(login_token("t2").has_value());
    EXPECT_FALSE(has_reset_token("alice", "r", 0));
    change([&](auto& store) { return store.end_all(alice, std::nullopt); });
    EXPECT_FALSE(session("s1").has_value());
    EXPECT_FALSE(login_token("t1").has_value());
    EXPECT_TRUE(session("sb").has_value());
    EXPECT_TRUE(login_token("tb").has_value());
}

TEST_P(SessionStoreContract, all_of_a_user_goes_with_the_user) {
    const UserId alice = put_user("alice");
    put_login_token(alice, "t");
    put_session(alice, "s", "t");
    put_reset_token(alice, "r");
    const std::vector<UserId> ids{alice};
    const auto erased = steps::write_now<void>(data(), [&](BackendTransaction& tx) {
        return tx.users().erase(ids);
    });
    ASSERT_TRUE(erased.has_value());
    EXPECT_FALSE(session("s").has_value());
    EXPECT_FALSE(login_token("t").has_value());
    put_user("alice");
    EXPECT_FALSE(has_reset_token("alice", "r", 0));
    EXPECT_FALSE(take_reset_token(alice, "r"));
}

TEST_P(SessionStoreContract, a_reset_token_is_used_up_once_by_its_user_in_its_time) {
    const UserId alice = put_user("alice");
    const UserId bob = put_user("bob");
    put_reset_token(alice, "r");
    EXPECT_TRUE(has_reset_token("ALICE", "r", kNow - 1));
    EXPECT_FALSE(has_reset_token("alice", "r", kNow));
    EXPECT_FALSE(has_reset_token("alice", "R", 0));
    EXPECT_FALSE(has_reset_token("bob", "r", 0));
    EXPECT_FALSE(take_reset_token(bob, "r"));
    EXPECT_FALSE(take_reset_token(alice, "x"));
    EXPECT_FALSE(take_reset_token(alice, "r", kNow));
    EXPECT_TRUE(take_reset_token(alice, "r", kNow - 1));
    EXPECT_FALSE(take_reset_token(alice, "r", kNow - 1));
    engine().restart();
    EXPECT_FALSE(has_reset_token("alice", "r", 0));
}

TEST_P(SessionStoreContract, a_newer_reset_token_replaces_the_older) {
    const UserId alice = put_user("alice");
    put_reset_token(alice, "r1");
    put_reset_token(alice, "r2", kNow + 1);
    EXPECT_FALSE(has_reset_token("alice", "r1", 0));
    EXPECT_FALSE(take_reset_token(alice, "r1"));
    EXPECT_TRUE(take_reset_token(alice, "r2"));
}

TEST_P(SessionStoreContract, a_use_case_that_fails_uses_up_nothing) {
    const UserId alice = put_user("alice");
    put_reset_token(alice, "r");
    const auto failed =
        steps::write_now<void>(data(), [&](BackendTransaction& tx) -> Task<Result<void>> {
            HAKO_CO_TRY(co_await tx.sessions().take_reset_token(alice, hash_of("r"), 0));
            co_return Error(ErrorCode::invalid_operation);
        });
    ASSERT_FALSE(failed.has_value());
    EXPECT_TRUE(take_reset_token(alice, "r"));
}

TEST_P(SessionStoreContract, another_hash_of_the_same_password_is_no_change_of_the_user) {
    const UserId alice = put_user("alice");
    change([&](auto& store) { return store.rehash(alice, "other"); });
    const auto found = run_blocking(data().sessions().find_user(alice));
    EXPECT_EQ((*found)->password_hash, "other");
    EXPECT_EQ((*found)->user.updated_at, kNow);
}

TEST_P(SessionStoreContract, sweeps_what_is_over_a_few_at_a_time) {
    const UserId alice = put_user("alice");
    const UserId bob = put_user("bob");
    for (int i = 0; i < 6; ++i) {
        const std::string name = std::to_string(i);
        put_login_token(alice, "t" + name, kNow + i);
        put_session(alice, "s" + name, "t" + name, kNow + i);
    }
    put_reset_token(alice, "r", kNow);
    put_reset_token(bob, "q", kNow + 1);
    const auto sweep = [&](const Horizon& horizon, std::int64_t rows_max) {
        change([&](auto& store) { return store.sweep(horizon, rows_max); });
    };
    sweep({}, 100);
    EXPECT_TRUE(session("s0").has_value());
    sweep({.sessions_seen = kNow + 3}, 2);
    EXPECT_FALSE(session("s1").has_value());
    EXPECT_TRUE(session("s2").has_value());
    EXPECT_TRUE(login_token("t1").has_value());
    sweep({.sessions_created = kNow + 3}, 100);
    EXPECT_FALSE(session("s3").has_value());
    EXPECT_TRUE(session("s4").has_value());
    sweep({.login_tokens_used = kNow + 1}, 100);
    EXPECT_FALSE(login_token("t1").has_value());
    EXPECT_TRUE(login_token("t2").has_value());
    sweep({.login_tokens_created = kNow + 2, .reset_tokens_created = kNow}, 100);
    EXPECT_FALSE(login_token("t2").has_value());
    EXPECT_TRUE(login_token("t3").has_value());
    EXPECT_FALSE(has_reset_token("alice", "r", 0));
    EXPECT_TRUE(has_reset_token("bob", "q", 0));
}

TEST_P(SessionStoreContract, ends_what_was_used_longest_ago_when_a_user_has_too_many) {
    const UserId alice = put_user("alice");
    const UserId bob = put_user("bob");
    put_session(bob, "sb", "tb", kNow - 1);
    put_login_token(bob, "tb", kNow - 1);
    const auto count = static_cast<int>(limits::kSessionsPerUserMax) + 2;
    const auto put_all =
        steps::write_now<void>(data(), [&](BackendTransaction& tx) -> Task<Result<void>> {
            for (int i = 0; i < count; ++i) {
                const std::string name = std::to_string(i);
                const LoginToken token{hash_of("t" + name), alice, "d", kNow + i, kNow + i};
                const Session session{
                    hash_of("s" + name), alice, "d", token.hash, kNow + i, kNow + i
                };
                HAKO_CO_TRY(co_await tx.sessions().put(token));
                HAKO_CO_TRY(co_await tx.sessions().put(session));
            }
            co_return Result<void>();
        });
    ASSERT_TRUE(put_all.has_value());
    EXPECT_FALSE(session("s1").has_value());
    EXPECT_FALSE(login_token("t1").has_value());
    EXPECT_TRUE(session("s2").has_value());
    EXPECT_TRUE(login_token("t2").has_value());
    EXPECT_TRUE(session("sb").has_value());
    EXPECT_TRUE(login_token("tb").has_value());
}

INSTANTIATE_TEST_SUITE_P(
    Engines,
    SessionStoreContract,
    ::testing::ValuesIn(engine_kinds()),
    [](const auto& made) { return made.param.name; }
);

}  // namespace
}  // namespace hako::contract
