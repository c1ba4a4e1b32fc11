// SPDX-License-Identifier: Apache-2.0
#include "domain/keys/key_service.hpp"

#include "base/limits.hpp"
#include "base/run_blocking.hpp"
#include "domain/testing/fake_folder.hpp"

#include <gtest/gtest.h>

namespace hako::keys {
namespace {

class KeyServiceTest : public ::testing::Test {
protected:
    KeyServiceTest() {
        for (const auto& id : {backend_, other_}) {
            folder.rows.backends.push_back({
                .id = id,
                .name = "a",
                .app_key = {},
                .push_project_id = {},
                .settings = {},
                .created_at = 0,
            });
        }
    }

    KeyRequest request() const {
        return {.backend = backend_, .ranges = {}, .name = {}, .expires_at = {}};
    }

    Result<NewKey> create(KeyRequest wanted) {
        return run_blocking(service.create(operator_, std::move(wanted)));
    }

    template <class T>
    static std::string refusal(const Result<T>& result, std::string_view parameter) {
        if (result) {
            return "not refused";
        }
        for (const auto& param : result.error().params()) {
            if (param.name == parameter) {
                return param.text.text();
            }
        }
        return "refused for something else";
    }

    const BackendId backend_ = *BackendId::parse("aaaaaaaaaaaaaaaaaaaaaaaa");
    const BackendId other_ = *BackendId::parse("bbbbbbbbbbbbbbbbbbbbbbbb");
    const BackendId unknown_ = *BackendId::parse("ffffffffffffffffffffffff");
    const OperatorCaller operator_ = OperatorCaller::of_data_folder();
    testing::FakeClock clock;
    testing::CountingRandom random;
    testing::FakeFolder folder;
    NoFolderWatcher watcher;
    FolderChanges changes{folder, watcher};
    KeyService service{folder, changes, clock, random};
};

TEST_F(KeyServiceTest, stores_the_hash_of_what_it_shows_once) {
    auto wanted = request();
    wanted.name = "deploy";
    wanted.expires_at = clock.millis + 1;
    const auto made = create(std::move(wanted)).value();
    EXPECT_TRUE(made.secret.reveal().starts_with("hako_"));
    EXPECT_GE(made.secret.size(), 43U);
    ASSERT_EQ(folder.rows.keys.size(), 1U);
    const auto& stored = folder.rows.keys[0];
    EXPECT_EQ(stored.hash, crypto::sha256(made.secret.reveal()));
    EXPECT_EQ(stored.id, made.key.id);
    EXPECT_EQ(stored.backend, backend_);
    EXPECT_EQ(stored.name, "deploy");
    EXPECT_EQ(stored.created_at, clock.millis);
    EXPECT_EQ(stored.expires_at, clock.millis + 1);
    EXPECT_FALSE(stored.last_used_at);
    EXPECT_FALSE(stored.revoked_at);
}

TEST_F(KeyServiceTest, keys_differ) {
    const auto one = create(request()).value();
    const auto two = create(request()).value();
    EXPECT_NE(one.key.id, two.key.id);
    EXPECT_NE(one.key.hash, two.key.hash);
}

TEST_F(KeyServiceTest, tells_all_that_is_wrong_with_a_request_at_once) {
    std::string why;
    const auto range = IpRange::parse("10.0.0.1", why);
    ASSERT_TRUE(range);
    auto wanted = request();
    wanted.name = std::string(limits::kKeyNameCharactersMax + 1, 'a');
    wanted.expires_at = clock.millis;
    wanted.ranges.assign(limits::kRangesPerKeyMax + 1, *range);
    const auto refused = create(std::move(wanted));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), ErrorCode::invalid_params);
    EXPECT_EQ(refused.error().params().size(), 3U);
    EXPECT_EQ(refusal(refused, "ipRanges"), "A key has at most 100 ranges.");
    EXPECT_EQ(refusal(refused, "expiresAt"), "A key must end in the future.");
    EXPECT_NE(refusal(refused, "name"), "refused for something else");
    EXPECT_TRUE(folder.rows.keys.empty());
}

TEST_F(KeyServiceTest, takes_as_many_ranges_as_there_may_be) {
    std::string why;
    auto wanted = request();
    wanted.ranges.assign(limits::kRangesPerKeyMax, *IpRange::parse("10.0.0.1", why));
    EXPECT_TRUE(create(std::move(wanted)));
}

TEST_F(KeyServiceTest, refuses_one_key_too_many_and_does_not_count_revoked_ones) {
    const auto first = create(request()).value();
    folder.rows.keys.assign(limits::kKeysPerBackendMax, first.key);
    const auto refused = create(request());
    EXPECT_EQ(refusal(refused, "backendId"), "A backend has at most 1000 keys. Revoke one first.");
    EXPECT_EQ(refused.error().code(), ErrorCode::invalid_operation);
    folder.rows.keys[0].revoked_at = 1;
    EXPECT_TRUE(create(request()));
}

TEST_F(KeyServiceTest, lists_the_keys_of_that_backend_only) {
    const auto mine = create(request()).value();
    auto wanted = request();
    wanted.backend = other_;
    create(std::move(wanted)).value();
    const auto listed = run_blocking(service.list(operator_, backend_)).value();
    ASSERT_EQ(listed.size(), 1U);
    EXPECT_EQ(listed[0].id, mine.key.id);
}

TEST_F(KeyServiceTest, revokes_once) {
    const auto made = create(request()).value();
    ASSERT_TRUE(run_blocking(service.revoke(operator_, backend_, made.key.id)));
    const auto at = clock.millis;
    clock.millis += 5;
    ASSERT_TRUE(run_blocking(service.revoke(operator_, backend_, made.key.id)));
    EXPECT_EQ(folder.rows.keys[0].revoked_at, at);
}

TEST_F(KeyServiceTest, does_not_find_what_does_not_exist) {
    const auto made = create(request()).value();
    auto wanted = request();
    wanted.backend = unknown_;
    EXPECT_EQ(refusal(create(std::move(wanted)), "backendId"), "Backend not found.");
    EXPECT_EQ(
        refusal(run_blocking(service.list(operator_, unknown_)), "backendId"), "Backend not found."
    );
    EXPECT_EQ(
        refusal(run_blocking(service.revoke(operator_, unknown_, made.key.id)), "backendId"),
        "Backend not found."
    );
    EXPECT_EQ(
        refusal(run_blocking(service.revoke(operator_, other_, made.key.id)), "keyId"),
        "Key not found."
    );
    EXPECT_FALSE(folder.rows.keys[0].revoked_at);
}

}  // namespace
}  // namespace hako::keys
