// SPDX-License-Identifier: Apache-2.0
#include "domain/push/credential_service.hpp"

#include "domain/push/kept_tokens.hpp"
#include "domain/push/test_credentials.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <variant>

namespace hako::push {
namespace {

using CredentialServiceTest = CredentialWorld;

TEST_F(CredentialServiceTest, keeps_a_key_for_both_environments_and_uses_it_at_once) {
    EXPECT_EQ(vault.find(backend), nullptr);
    const auto configured = configure(apns_key());
    ASSERT_TRUE(configured);
    ASSERT_EQ(configured->credentials.size(), 2U);
    const auto held = vault.find(backend);
    ASSERT_NE(held, nullptr);
    ASSERT_TRUE(held->apns_production);
    const auto& key = std::get<ApnsKeyCredential>(held->apns_production->what);
    EXPECT_EQ(key.key_pem.reveal(), crypto::shared_key_pem(crypto::TestKey::p256));
    EXPECT_EQ(key.team_id, "TEAM567890");
    EXPECT_FALSE(held->fcm);
}

TEST_F(CredentialServiceTest, gives_another_version_after_each_change) {
    ASSERT_TRUE(configure(apns_key()));
    const auto before = vault.find(backend)->apns_production->version;
    ASSERT_TRUE(configure(apns_key()));
    EXPECT_NE(vault.find(backend)->apns_production->version, before);
    EXPECT_EQ(folder.rows.push_credentials.size(), 2U);
}

TEST_F(CredentialServiceTest, stores_nothing_that_can_be_read) {
    ASSERT_TRUE(configure(apns_key()));
    for (const auto& row : folder.rows.push_credentials) {
        EXPECT_EQ(row.box.find("PRIVATE"), std::string::npos);
        EXPECT_EQ(row.box.find("TEAM"), std::string::npos);
    }
}

TEST_F(CredentialServiceTest, shows_all_but_the_secret) {
    ASSERT_TRUE(configure(apns_key()));
    const auto shown = run_blocking(service.show(caller, backend));
    ASSERT_TRUE(shown);
    ASSERT_EQ(shown->size(), 2U);
    for (const auto& [name, value] : shown->front().facts) {
        EXPECT_EQ(value.find("BEGIN"), std::string::npos) << name;
    }
    EXPECT_FALSE(shown->front().facts.empty());
}

TEST_F(CredentialServiceTest, refuses_what_has_not_the_shape_and_stores_nothing) {
    const auto wrong = configure(apns_key("short"));
    ASSERT_FALSE(wrong);
    EXPECT_EQ(wrong.error().params().front().name, "apnsKey");
    const auto account = configure(ServiceAccountText{crypto::Secret(R"({"project_info":{}})")});
    ASSERT_FALSE(account);
    EXPECT_EQ(account.error().params().front().name, "serviceAccount");
    EXPECT_TRUE(folder.rows.push_credentials.empty());
}

TEST_F(CredentialServiceTest, knows_no_other_backend) {
    const auto shown = run_blocking(service.show(caller, unknown));
    ASSERT_FALSE(shown);
    EXPECT_EQ(shown.error().params().front().name, "backendId");
    const auto given =
        run_blocking(service.configure(caller, unknown, apns_key(), {ApnsEnvironment::production}));
    ASSERT_FALSE(given);
    EXPECT_EQ(given.error().params().front().name, "backendId");
}

TEST_F(CredentialServiceTest, removes_at_once_and_only_what_is_there) {
    ASSERT_TRUE(configure(apns_key()));
    ASSERT_TRUE(run_blocking(service.remove(caller, backend, {CredentialSlot::apns_development})));
    EXPECT_FALSE(vault.find(backend)->apns_development);
    EXPECT_TRUE(vault.find(backend)->apns_production);
    const auto again =
        run_blocking(service.remove(caller, backend, {CredentialSlot::apns_development}));
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().params().front().name, "credentials");
}

TEST_F(CredentialServiceTest, a_box_that_was_moved_does_not_open) {
    ASSERT_TRUE(configure(apns_key()));
    SealedCredential moved = folder.rows.push_credentials.front();
    EXPECT_TRUE(open(sealer, moved));
    moved.backend = unknown;
    EXPECT_FALSE(open(sealer, moved));
    moved = folder.rows.push_credentials.front();
    moved.slot = CredentialSlot::fcm;
    EXPECT_FALSE(open(sealer, moved));
    // The vault leaves it out and keeps the rest.
    folder.rows.push_credentials.front().backend = unknown;
    ASSERT_TRUE(run_blocking(changes.announce()));
    EXPECT_EQ(vault.find(unknown), nullptr);
    EXPECT_NE(vault.find(backend), nullptr);
}

TEST_F(CredentialServiceTest, tokens_outlive_the_process_sealed) {
    KeptTokens tokens(folder, sealer, random);
    const ProviderTokenKey key{"TEAM567890", "ABCDEFGHIJ", {}};
    ProviderTokenKey other = key;
    other.fingerprint.fill(1);
    EXPECT_FALSE(*run_blocking(tokens.load(key)));
    EXPECT_FALSE(*run_blocking(tokens.newest_of_team("TEAM567890")));
    const ProviderToken token{crypto::Secret("header.claims.signature"), 1'000};
    ASSERT_TRUE(run_blocking(tokens.keep(key, token)));
    EXPECT_EQ(folder.rows.provider_tokens.begin()->second.box.find("claims"), std::string::npos);
    KeptTokens restarted(folder, sealer, random);
    const auto loaded = run_blocking(restarted.load(key));
    ASSERT_TRUE(loaded);
    ASSERT_TRUE(*loaded);
    EXPECT_EQ((**loaded).text.reveal(), "header.claims.signature");
    EXPECT_EQ((**loaded).issued_at, 1'000);
    EXPECT_FALSE(*run_blocking(restarted.load(other))) << "another key of the same name";
    EXPECT_EQ(*run_blocking(restarted.newest_of_team("TEAM567890")), 1'000);
    // Taken elsewhere it does not open, and its time is still known.
    folder.rows.provider_tokens[other] = folder.rows.provider_tokens[key];
    EXPECT_FALSE(*run_blocking(restarted.load(other)));
}

}  // namespace
}  // namespace hako::push
