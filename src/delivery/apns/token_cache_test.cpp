// SPDX-License-Identifier: Apache-2.0
#include "delivery/apns/token_cache.hpp"

#include "crypto/base64.hpp"
#include "crypto/test_keys.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace hako::apns {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

class FixedClock final : public Clock {
public:
    [[nodiscard]] UnixMillis now() const override {
        return millis;
    }

    [[nodiscard]] std::chrono::steady_clock::time_point steady_now() const override {
        return std::chrono::steady_clock::time_point(std::chrono::milliseconds(millis));
    }

    void pass(minutes time) {
        millis += std::chrono::milliseconds(time).count();
    }

    UnixMillis millis = 1'780'000'000'500;
};

/// Keeps tokens in memory; what it is asked can wait until `release`.
class MemoryTokens final : public push::ProviderTokens {
public:
    struct Kept {
        std::string text;
        UnixMillis issued_at = 0;
    };

    Task<Result<std::optional<push::ProviderToken>>> load(const push::ProviderTokenKey& key
    ) override {
        const auto found = kept.find(key);
        if (found == kept.end()) {
            co_return std::optional<push::ProviderToken>();
        }
        co_return std::optional(
            push::ProviderToken{crypto::Secret(found->second.text), found->second.issued_at}
        );
    }

    Task<Result<std::optional<UnixMillis>>> newest_of_team(std::string_view team_id) override {
        std::optional<UnixMillis> newest;
        for (const auto& [key, token] : kept) {
            if (key.team_id == team_id && (!newest || *newest < token.issued_at)) {
                newest = token.issued_at;
            }
        }
        co_return newest;
    }

    Task<Result<void>> keep(const push::ProviderTokenKey& key, const push::ProviderToken& token)
        override {
        if (is_broken) {
            co_return Error::unavailable(PrivateDetail("disk full"));
        }
        kept[key] = {std::string(token.text.reveal()), token.issued_at};
        made.push_back(token.issued_at);
        co_return Result<void>();
    }

    std::map<push::ProviderTokenKey, Kept> kept;
    std::vector<UnixMillis> made;
    bool is_broken = false;
};

class TokenCacheTest : public ::testing::Test {
protected:
    TokenSigner signer(const std::string& key_id, const std::string& team_id = "TEAM456789") {
        return {{team_id, key_id, signing_key->fingerprint()}, signing_key};
    }

    /// What is given now for the key.
    TokenCache::Given ask(const TokenSigner& of) {
        std::optional<TokenCache::Given> given;
        cache->ask(of, [&](TokenCache::Given got) { given = std::move(got); });
        EXPECT_TRUE(given);
        return given.value_or(TokenCache::Given{});
    }

    void restart() {
        cache.emplace(store, clock, log);
    }

    FixedClock clock;
    MemoryTokens store;
    NullLog log;
    std::shared_ptr<const crypto::SigningKey> signing_key = std::make_shared<crypto::SigningKey>(
        std::move(*crypto::SigningKey::from_pem(crypto::new_key_pem(crypto::TestKey::p256)))
    );
    std::optional<TokenCache> cache{std::in_place, store, clock, log};
};

TEST_F(TokenCacheTest, a_token_says_who_made_it_when) {
    const auto given = ask(signer("KEY1234567"));
    ASSERT_TRUE(given.token);
    const std::string text(given.token->text.reveal());
    const auto first = text.find('.');
    const auto last = text.rfind('.');
    EXPECT_EQ(
        crypto::from_base64url(text.substr(0, first)), R"({"alg":"ES256","kid":"KEY1234567"})"
    );
    EXPECT_EQ(
        crypto::from_base64url(text.substr(first + 1, last - first - 1)),
        R"({"iss":"TEAM456789","iat":1780000000})"
    );
    EXPECT_EQ(given.token->issued_at, 1'780'000'000'000);
}

TEST_F(TokenCacheTest, it_is_made_every_50_minutes) {
    const auto of = signer("KEY1234567");
    const auto first = ask(of).token;
    EXPECT_EQ(cache->current(of.key), first);
    clock.pass(minutes(49));
    EXPECT_EQ(ask(of).token, first);
    EXPECT_EQ(cache->current(of.key), first);
    clock.pass(minutes(1));
    EXPECT_EQ(cache->current(of.key), nullptr);
    EXPECT_NE(ask(of).token, first);
    EXPECT_EQ(store.made.size(), 2U);
}

TEST_F(TokenCacheTest, it_outlives_a_restart) {
    const auto of = signer("KEY1234567");
    const std::string text(ask(of).token->text.reveal());
    restart();
    clock.pass(minutes(30));
    EXPECT_EQ(ask(of).token->text.reveal(), text);
    EXPECT_EQ(store.made.size(), 1U);
}

TEST_F(TokenCacheTest, an_expired_one_is_made_once_and_then_not_before_20_minutes) {
    const auto of = signer("KEY1234567");
    auto token = ask(of).token;
    clock.pass(minutes(21));
    cache->expired(of.key, token);
    EXPECT_EQ(cache->wait("TEAM456789"), seconds(0));
    token = ask(of).token;
    ASSERT_TRUE(token);
    cache->expired(of.key, token);
    const auto refused = ask(of);
    EXPECT_EQ(refused.token, nullptr);
    EXPECT_EQ(refused.wait, minutes(20));
    restart();
    EXPECT_EQ(store.made.size(), 2U);
    clock.pass(minutes(20));
    cache->expired(of.key, ask(of).token);
    EXPECT_TRUE(ask(of).token);
    EXPECT_EQ(store.made.size(), 3U);
}

TEST_F(TokenCacheTest, calling_an_earlier_token_expired_leaves_the_present_one) {
    const auto of = signer("KEY1234567");
    const auto first = ask(of).token;
    clock.pass(minutes(50));
    const auto second = ask(of).token;
    cache->expired(of.key, first);
    EXPECT_EQ(cache->current(of.key), second);
}

TEST_F(TokenCacheTest, keys_of_one_team_share_its_20_minutes) {
    ASSERT_TRUE(ask(signer("KEY1")).token);
    clock.pass(minutes(5));
    const auto refused = ask(signer("KEY2"));
    EXPECT_EQ(refused.token, nullptr);
    EXPECT_EQ(refused.wait, seconds(15 * 60));
    EXPECT_TRUE(ask(signer("KEY1", "OTHERTEAM1")).token);
    clock.pass(minutes(15));
    EXPECT_TRUE(ask(signer("KEY2")).token);
    clock.pass(minutes(30));
    // KEY1's is 50 minutes old and KEY2's 30: now KEY1's turn; KEY2's goes on with its own.
    EXPECT_TRUE(ask(signer("KEY1")).token);
    clock.pass(minutes(15));
    EXPECT_TRUE(ask(signer("KEY2")).token);
    EXPECT_EQ(store.made.size(), 4U);
}

TEST_F(TokenCacheTest, the_budget_outlives_a_restart) {
    ASSERT_TRUE(ask(signer("KEY1")).token);
    restart();
    clock.pass(minutes(5));
    EXPECT_EQ(ask(signer("KEY2")).wait, seconds(15 * 60));
}

TEST_F(TokenCacheTest, who_only_names_anothers_key_does_not_get_its_token) {
    ASSERT_TRUE(ask(signer("KEY1")).token);
    auto other = signer("KEY1");
    other.key.fingerprint.fill(7);
    EXPECT_EQ(cache->current(other.key), nullptr);
    EXPECT_EQ(ask(other).token, nullptr);
}

TEST_F(TokenCacheTest, what_cannot_be_kept_is_not_used) {
    store.is_broken = true;
    const auto refused = ask(signer("KEY1"));
    EXPECT_EQ(refused.token, nullptr);
    EXPECT_GT(refused.wait, seconds(0));
    store.is_broken = false;
    EXPECT_TRUE(ask(signer("KEY1")).token);
}

TEST_F(TokenCacheTest, after_too_many_updates_the_old_one_is_used) {
    const auto of = signer("KEY1");
    const auto token = ask(of).token;
    clock.pass(minutes(45));
    cache->stop_minting("TEAM456789");
    clock.pass(minutes(10));
    EXPECT_EQ(ask(of).token, token);
    clock.pass(minutes(5));
    EXPECT_EQ(ask(of).token, nullptr);
    clock.pass(minutes(5));
    EXPECT_TRUE(ask(of).token);
}

TEST_F(TokenCacheTest, a_clock_that_was_set_back_costs_20_minutes_and_no_more) {
    const auto of = signer("KEY1");
    ASSERT_TRUE(ask(of).token);
    clock.pass(minutes(-600));
    restart();
    EXPECT_EQ(ask(of).token, nullptr);
    clock.pass(minutes(21));
    EXPECT_TRUE(ask(of).token);
}

}  // namespace
}  // namespace hako::apns
