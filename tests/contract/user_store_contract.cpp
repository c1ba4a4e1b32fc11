// SPDX-License-Identifier: Apache-2.0
// What a UserStore and UserReader must do.

#include "tests/contract/steps.hpp"
#include "tests/contract/store_contract.hpp"

#include <gmock/gmock.h>

namespace hako::contract {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Task<Result<void>> update_user(BackendTransaction& tx, UserId id, users::UserChange change) {
    HAKO_CO_TRY_ASSIGN(const auto before, co_await tx.users().find(id));
    check(before.has_value(), "a user of the test");
    co_return co_await tx.users().update(*before, std::move(change), steps::kNow + 9);
}

Task<Result<void>> erase_users(BackendTransaction& tx, std::vector<UserId> ids) {
    co_return co_await tx.users().erase(ids);
}

class UserStoreContract : public StoreContract {
protected:
    UserId put(const std::string& username, const std::string& properties = "{}") {
        const auto user = steps::insert_user(data(), username, properties);
        check(user.has_value(), "an insert of the test");
        return user->id;
    }

    std::optional<users::User> find(UserId id) {
        auto found = run_blocking(data().users().find(id));
        check(found.has_value(), "a read of the test");
        return *std::move(found);
    }

    std::optional<UserId> named(const std::string& username) {
        const auto name = steps::username_of(username);
        const auto found = steps::write_now<std::optional<UserId>>(
            data(), [&](BackendTransaction& tx) { return tx.users().find_by_username(name); }
        );
        check(found.has_value(), "a read of the test");
        return *found;
    }

    bool change(UserId id, const users::UserChange& change) {
        return steps::write_now<void>(
                   data(), [&](BackendTransaction& tx) { return update_user(tx, id, change); }
        ).has_value();
    }

    std::vector<std::string> ids(const ListQuery& query) {
        const auto page = run_blocking(data().users().list(query));
        check(page.has_value(), "a list of the test");
        EXPECT_EQ(static_cast<std::size_t>(page->total), steps::ids_of(*page).size());
        return steps::ids_of(*page);
    }
};

TEST_P(UserStoreContract, gives_back_what_was_inserted) {
    const UserId id = put("Alice", R"({"a":1})");
    for (int round = 0; round < 2; ++round) {
        const auto user = find(id);
        ASSERT_TRUE(user.has_value());
        EXPECT_EQ(user->username, "Alice");
        EXPECT_EQ(user->properties, R"({"a":1})");
        EXPECT_EQ(user->created_at, steps::kNow);
        EXPECT_EQ(named("Alice"), id);
        engine().restart();
    }
}

TEST_P(UserStoreContract, finds_by_the_key_and_not_by_the_spelling) {
    const UserId id = put("Alice");
    EXPECT_EQ(named("aLICE"), id);
    EXPECT_EQ(named("ａｌｉｃｅ"), id);
    EXPECT_FALSE(named("alic").has_value());
    EXPECT_FALSE(steps::insert_user(data(), "ALICE", "{}").has_value());
    EXPECT_EQ(ids(steps::all()).size(), 1U);
}

TEST_P(UserStoreContract, changes_only_what_an_update_names) {
    const UserId id = put("alice", R"({"a":1})");
    ASSERT_TRUE(change(id, {std::nullopt, std::nullopt, R"({"a":2})"}));
    EXPECT_EQ(find(id)->username, "alice");
    EXPECT_EQ(find(id)->properties, R"({"a":2})");
    EXPECT_EQ(find(id)->updated_at, steps::kNow + 9);
    ASSERT_TRUE(change(id, {steps::username_of("bob"), "other hash", std::nullopt}));
    EXPECT_EQ(find(id)->username, "bob");
    EXPECT_EQ(find(id)->properties, R"({"a":2})");
    EXPECT_FALSE(named("alice").has_value());
    EXPECT_EQ(named("BOB"), id);
}

TEST_P(UserStoreContract, frees_the_name_of_an_erased_user) {
    const UserId id = put("alice");
    const auto erased = steps::write_now<void>(data(), [&](BackendTransaction& tx) {
        return erase_users(tx, {id, id, UserId(Uuid{1, 2})});
    });
    ASSERT_TRUE(erased.has_value());
    EXPECT_FALSE(find(id).has_value());
    EXPECT_FALSE(named("alice").has_value());
    EXPECT_THAT(ids(steps::all()), IsEmpty());
    EXPECT_GT(put("alice"), id);
}

TEST_P(UserStoreContract, is_not_shown_among_the_collections) {
    put("alice");
    const auto all = run_blocking(data().collections().list());
    ASSERT_TRUE(all.has_value());
    EXPECT_THAT(*all, IsEmpty());
}

TEST_P(UserStoreContract, lists_by_username_and_by_own_properties) {
    const std::string carol = put("carol", R"({"n":1})").text();
    const std::string alice = put("Alice", R"({"n":2})").text();
    const std::string bob = put("bob", R"({"n":1})").text();
    EXPECT_THAT(ids(steps::all()), ElementsAre(bob, alice, carol));
    const auto by_name = [](SortOrder order) {
        return steps::sorted(steps::all(), "_username", order);
    };
    // By code point, as given: capital letters come first.
    EXPECT_THAT(ids(by_name(SortOrder::asc)), ElementsAre(alice, bob, carol));
    EXPECT_THAT(ids(by_name(SortOrder::desc)), ElementsAre(carol, bob, alice));
    EXPECT_THAT(ids(steps::where(R"(_username == "Alice")")), ElementsAre(alice));
    EXPECT_THAT(ids(steps::where(R"(_username == "alice")")), IsEmpty());
    EXPECT_THAT(ids(steps::where(R"(_username >= "bob")")), ElementsAre(bob, carol));
    EXPECT_THAT(ids(steps::where("n == 1")), ElementsAre(bob, carol));
    EXPECT_THAT(ids(steps::where("_id == \"" + bob + "\"")), ElementsAre(bob));
}

TEST_P(UserStoreContract, finds_by_a_part_of_the_name_or_id) {
    const std::string alice = put("Alice", R"({"n":1})").text();
    const std::string malic = put("malic", R"({"n":2})").text();
    const std::string bob = put("bob").text();
    const auto part = [](const std::string& text) {
        ListQuery query = steps::all();
        query.name_part = users::UsernameKey::of(text).text();
        return query;
    };
    EXPECT_THAT(ids(part("ALIC")), ElementsAre(malic, alice));
    EXPECT_THAT(ids(part("alice")), ElementsAre(alice));
    EXPECT_THAT(ids(part("zz")), IsEmpty());
    EXPECT_THAT(ids(part("%")), IsEmpty());
    EXPECT_THAT(ids(part("_")), IsEmpty());
    EXPECT_EQ(ids(part("")).size(), 3U);
    EXPECT_THAT(ids(part(bob.substr(24))), ElementsAre(bob));
    ListQuery both = steps::where("n == 1");
    both.name_part = "ali";
    EXPECT_THAT(ids(both), ElementsAre(alice));
    auto rising = steps::sorted(part("ali"), "n", SortOrder::asc);
    EXPECT_THAT(ids(rising), ElementsAre(alice, malic));
}

TEST_P(UserStoreContract, names_the_properties_of_the_newest_users) {
    put("a", R"({"old":1})");
    put("b", R"({"z":1})");
    put("c", R"({"y":1,"z":1})");
    const auto names = run_blocking(data().users().property_names(2));
    ASSERT_TRUE(names.has_value());
    EXPECT_THAT(*names, ElementsAre("y", "z"));
}

INSTANTIATE_TEST_SUITE_P(
    Engines,
    UserStoreContract,
    ::testing::ValuesIn(engine_kinds()),
    [](const auto& made) { return made.param.name; }
);

}  // namespace
}  // namespace hako::contract
