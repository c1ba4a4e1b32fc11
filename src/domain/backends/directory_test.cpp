// SPDX-License-Identifier: Apache-2.0
#include "domain/backends/directory.hpp"

#include "base/limits.hpp"
#include "base/run_blocking.hpp"
#include "domain/backends/backend_service.hpp"
#include "domain/keys/key_service.hpp"
#include "domain/testing/fake_folder.hpp"

#include <gtest/gtest.h>

#include <set>

namespace hako::backends {
namespace {

using testing::CountingRandom;
using testing::FakeClock;
using testing::FakeFolder;

class DirectoryTest : public ::testing::Test {
protected:
    Backend make_backend(const std::string& name) {
        return run_blocking(backends.create(operator_, name)).value();
    }

    keys::NewKey make_key(const BackendId& backend, keys::KeyRequest request) {
        request.backend = backend;
        return run_blocking(keys.create(operator_, std::move(request))).value();
    }

    keys::NewKey make_key(const BackendId& backend) {
        return make_key(backend, {.backend = backend, .ranges = {}, .name = {}, .expires_at = {}});
    }

    /// What `key` gets: the refusal's name, or "allowed".
    std::string
    enter(const BackendId& backend, std::string_view key, std::string_view client = "192.0.2.1") {
        const auto result =
            directory.authenticate_management(backend.text(), key, IpAddress::parse(client));
        if (const auto* caller = std::get_if<ManagementCaller>(&result)) {
            EXPECT_EQ(caller->backend().backend.id, backend);
            return "allowed";
        }
        return std::string(to_string(std::get<Refused>(result).reason));
    }

    const OperatorCaller operator_ = OperatorCaller::of_data_folder();
    FakeClock clock;
    CountingRandom random;
    FakeFolder folder;
    Directory directory{folder, clock};
    FolderChanges changes{folder, directory};
    BackendService backends{folder, changes, clock, random};
    keys::KeyService keys{folder, changes, clock, random};
};

TEST_F(DirectoryTest, lets_a_right_key_in) {
    const auto backend = make_backend("a");
    const auto key = make_key(backend.id);
    EXPECT_EQ(enter(backend.id, key.secret.reveal()), "allowed");
    EXPECT_EQ(enter(backend.id, key.secret.reveal(), "2001:db8::1"), "allowed");
}

TEST_F(DirectoryTest, knows_nothing_before_it_was_told) {
    const auto backend = make_backend("a");
    const auto key = make_key(backend.id);
    Directory fresh(folder, clock);
    const auto client = IpAddress::parse("192.0.2.1");
    auto before = fresh.authenticate_management(backend.id.text(), key.secret.reveal(), client);
    EXPECT_EQ(std::get<Refused>(before).reason, KeyRefusal::key_unknown);
    FolderChanges fresh_changes(folder, fresh);
    ASSERT_TRUE(run_blocking(fresh_changes.announce()));
    auto after = fresh.authenticate_management(backend.id.text(), key.secret.reveal(), client);
    EXPECT_TRUE(std::holds_alternative<ManagementCaller>(after));
    EXPECT_EQ(fresh.size(), 1U);
}

TEST_F(DirectoryTest, refuses_missing_and_wrong_keys) {
    const auto backend = make_backend("a");
    const auto key = make_key(backend.id);
    EXPECT_EQ(enter(backend.id, ""), "key_missing");
    const std::string secret(key.secret.reveal());
    for (const auto& wrong :
         {std::string("x"),
          secret + "x",
          secret.substr(1),
          secret.substr(0, secret.size() - 1),
          " " + secret,
          std::string(100'000, 'a'),
          std::string(1, '\0')}) {
        EXPECT_EQ(enter(backend.id, wrong), "key_unknown");
    }
    EXPECT_EQ(enter(backend.id, key.key.id.text()), "key_unknown");
}

TEST_F(DirectoryTest, refuses_an_unknown_backend) {
    const auto backend = make_backend("a");
    const auto key = make_key(backend.id);
    const auto client = IpAddress::parse("192.0.2.1");
    for (const std::string id : {"", "000000000000000000000000", "../x"}) {
        auto result = directory.authenticate_management(id, key.secret.reveal(), client);
        EXPECT_EQ(std::get<Refused>(result).reason, KeyRefusal::backend_unknown) << id;
    }
    auto upper = backend.id.text();
    upper[0] = 'A';
    EXPECT_EQ(directory.find(upper), nullptr);
    EXPECT_NE(directory.find(backend.id.text()), nullptr);
}

TEST_F(DirectoryTest, refuses_the_key_of_another_backend) {
    const auto one = make_backend("one");
    const auto other = make_backend("other");
    const auto key = make_key(one.id);
    EXPECT_EQ(enter(other.id, key.secret.reveal()), "other_backend");
    EXPECT_EQ(enter(one.id, key.secret.reveal()), "allowed");
}

TEST_F(DirectoryTest, refuses_a_revoked_key_as_soon_as_the_call_returned) {
    const auto backend = make_backend("a");
    const auto key = make_key(backend.id);
    const auto second = make_key(backend.id);
    ASSERT_TRUE(run_blocking(keys.revoke(operator_, backend.id, key.key.id)));
    EXPECT_EQ(enter(backend.id, key.secret.reveal()), "revoked");
    EXPECT_EQ(enter(backend.id, second.secret.reveal()), "allowed");
}

TEST_F(DirectoryTest, refuses_a_key_from_the_moment_it_ends) {
    const auto backend = make_backend("a");
    const auto key = make_key(
        backend.id,
        {.backend = backend.id, .ranges = {}, .name = {}, .expires_at = clock.millis + 1000}
    );
    clock.millis += 999;
    EXPECT_EQ(enter(backend.id, key.secret.reveal()), "allowed");
    clock.millis += 1;
    EXPECT_EQ(enter(backend.id, key.secret.reveal()), "expired");
}

TEST_F(DirectoryTest, refuses_an_address_outside_of_the_ranges) {
    const auto backend = make_backend("a");
    std::string why;
    const auto range = IpRange::parse("192.0.2.0/24", why);
    ASSERT_TRUE(range);
    const auto key = make_key(
        backend.id, {.backend = backend.id, .ranges = {*range}, .name = {}, .expires_at = {}}
    );
    EXPECT_EQ(enter(backend.id, key.secret.reveal(), "192.0.2.255"), "allowed");
    EXPECT_EQ(enter(backend.id, key.secret.reveal(), "192.0.3.0"), "address_denied");
    EXPECT_EQ(enter(backend.id, key.secret.reveal(), "2001:db8::1"), "address_denied");
    EXPECT_EQ(enter(backend.id, key.secret.reveal(), "not an address"), "address_denied");
}

TEST_F(DirectoryTest, refuses_everyone_while_the_api_is_switched_off) {
    const auto backend = make_backend("a");
    const auto key = make_key(backend.id);
    ASSERT_TRUE(run_blocking(backends.set(operator_, backend.id, {"managementApi=off"})));
    EXPECT_EQ(enter(backend.id, key.secret.reveal()), "api_off");
    ASSERT_TRUE(run_blocking(backends.set(operator_, backend.id, {"managementApi=on"})));
    EXPECT_EQ(enter(backend.id, key.secret.reveal()), "allowed");
}

TEST_F(DirectoryTest, forgets_an_erased_backend_and_its_keys) {
    const auto backend = make_backend("a");
    const auto key = make_key(backend.id);
    ASSERT_TRUE(run_blocking(backends.erase(operator_, backend.id)));
    EXPECT_EQ(enter(backend.id, key.secret.reveal()), "key_unknown");
    EXPECT_EQ(directory.size(), 0U);
    EXPECT_EQ(folder.removals, 1);
}

TEST_F(DirectoryTest, opens_each_backend_once) {
    const auto backend = make_backend("a");
    make_key(backend.id);
    make_backend("b");
    EXPECT_EQ(folder.opened[backend.id.text()], 1);
}

TEST_F(DirectoryTest, leaves_out_a_backend_that_cannot_be_opened) {
    const auto good = make_backend("good");
    const auto bad = make_backend("bad");
    const auto key = make_key(bad.id);
    Directory fresh(folder, clock);
    FolderChanges fresh_changes(folder, fresh);
    folder.cannot_open = bad.id;
    const auto announced = run_blocking(fresh_changes.announce());
    ASSERT_FALSE(announced);
    EXPECT_EQ(announced.error().code(), ErrorCode::unavailable);
    EXPECT_NE(fresh.find(good.id.text()), nullptr);
    EXPECT_EQ(fresh.find(bad.id.text()), nullptr);
    auto refused = fresh.authenticate_management(
        bad.id.text(), key.secret.reveal(), IpAddress::parse("192.0.2.1")
    );
    EXPECT_EQ(std::get<Refused>(refused).reason, KeyRefusal::backend_unknown);
}

TEST_F(DirectoryTest, a_change_that_was_not_committed_changes_nothing) {
    const auto backend = make_backend("a");
    const auto key = make_key(backend.id);
    folder.next_failure = Error::unavailable(PrivateDetail("disk full"));
    EXPECT_FALSE(run_blocking(keys.revoke(operator_, backend.id, key.key.id)));
    EXPECT_EQ(enter(backend.id, key.secret.reveal()), "allowed");
}

TEST_F(DirectoryTest, passes_over_contents_that_are_older_than_what_it_knows) {
    const auto backend = make_backend("a");
    FolderContents older;
    older.number = 1;
    ASSERT_TRUE(directory.changed(std::move(older)));
    EXPECT_NE(directory.find(backend.id.text()), nullptr);
}

TEST_F(DirectoryTest, limits_wrong_keys_by_address_and_never_a_right_one) {
    const auto backend = make_backend("a");
    const auto key = make_key(backend.id);
    const auto client = IpAddress::parse("192.0.2.1");
    for (std::uint32_t i = 0; i < limits::kKeyFailuresPerMinuteMax; ++i) {
        auto result = directory.authenticate_management(backend.id.text(), "wrong", client);
        EXPECT_FALSE(std::get<Refused>(result).retry_after);
    }
    auto limited = directory.authenticate_management(backend.id.text(), "wrong", client);
    ASSERT_TRUE(std::get<Refused>(limited).retry_after);
    EXPECT_GT(std::get<Refused>(limited).retry_after->count(), 0);
    EXPECT_EQ(enter(backend.id, key.secret.reveal()), "allowed");
    auto elsewhere = directory.authenticate_management(
        backend.id.text(), "wrong", IpAddress::parse("192.0.2.2")
    );
    EXPECT_FALSE(std::get<Refused>(elsewhere).retry_after);
}

TEST_F(DirectoryTest, an_unknown_address_is_refused_without_being_counted) {
    const auto backend = make_backend("a");
    const auto key = make_key(backend.id);
    auto result =
        directory.authenticate_management(backend.id.text(), key.secret.reveal(), std::nullopt);
    EXPECT_EQ(std::get<Refused>(result).reason, KeyRefusal::address_denied);
    EXPECT_FALSE(std::get<Refused>(result).retry_after);
}

TEST_F(DirectoryTest, stores_when_a_key_was_last_used) {
    const auto backend = make_backend("a");
    const auto key = make_key(backend.id);
    const auto unused = make_key(backend.id);
    clock.millis += 5000;
    enter(backend.id, key.secret.reveal());
    const auto used = clock.millis;
    clock.millis += 60'000;
    ASSERT_TRUE(run_blocking(directory.flush()));
    EXPECT_EQ(folder.rows.keys[0].last_used_at, used);
    EXPECT_EQ(folder.rows.keys[1].last_used_at, std::nullopt);
}

TEST_F(DirectoryTest, does_not_write_when_nothing_was_used) {
    const auto backend = make_backend("a");
    const auto key = make_key(backend.id);
    enter(backend.id, "wrong");
    folder.next_failure = Error::unavailable(PrivateDetail("must not be asked"));
    EXPECT_TRUE(run_blocking(directory.flush()));
    enter(backend.id, key.secret.reveal());
    EXPECT_FALSE(run_blocking(directory.flush())) << "the write that fails is tried again";
    EXPECT_TRUE(run_blocking(directory.flush()));
    EXPECT_EQ(folder.rows.keys[0].last_used_at, clock.millis);
    folder.next_failure = Error::unavailable(PrivateDetail("must not be asked"));
    EXPECT_TRUE(run_blocking(directory.flush()));
}

TEST_F(DirectoryTest, keeps_a_last_use_over_other_changes) {
    const auto backend = make_backend("a");
    const auto key = make_key(backend.id);
    enter(backend.id, key.secret.reveal());
    make_backend("another");
    ASSERT_TRUE(run_blocking(directory.flush()));
    EXPECT_EQ(folder.rows.keys[0].last_used_at, clock.millis);
}

TEST(KeyRefusal, every_one_has_a_name_of_its_own) {
    std::set<std::string_view> names;
    for (int i = 0; i <= static_cast<int>(KeyRefusal::api_off); ++i) {
        EXPECT_TRUE(names.insert(to_string(static_cast<KeyRefusal>(i))).second);
    }
    EXPECT_THROW(to_string(static_cast<KeyRefusal>(names.size())), Bug);
}

}  // namespace
}  // namespace hako::backends
