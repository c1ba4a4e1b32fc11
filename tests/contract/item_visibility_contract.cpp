// SPDX-License-Identifier: Apache-2.0
// What an ItemStore and ItemReader must do for callers of the app API: whatever is written, by
// whomever, what each of them sees is what the items' owners and permissions say.

#include "tests/contract/steps.hpp"
#include "tests/contract/store_contract.hpp"

#include <gmock/gmock.h>

namespace hako::contract {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Need = Visibility::Need;

const UserId kAlice(Uuid{1, 1});
const UserId kBob(Uuid{2, 2});
const Identity kGuest{DeviceKey::of("phone"), std::nullopt};
const Identity kStranger{DeviceKey::of("pad"), std::nullopt};

Identity user(const UserId& id) {
    return {DeviceKey::of("pad"), id};
}

std::string permission(std::string_view everyone, std::string_view bobs = "") {
    return R"({"public":")" + std::string(everyone) + R"(",")" + kBob.text() + R"(":")" +
           std::string(bobs) + R"("})";
}

Task<Result<void>>
set_permission(BackendTransaction& tx, ItemId id, std::string text, Result<void> outcome) {
    HAKO_CO_TRY_ASSIGN(const auto ref, co_await steps::require(tx, "C"));
    HAKO_CO_TRY_ASSIGN(const auto before, co_await tx.items().find(ref, id));
    check(before.has_value(), "an item of the test");
    items::Item after = *before;
    after.permission = std::move(text);
    HAKO_CO_TRY(co_await tx.items().replace(ref, *before, after));
    co_return outcome;
}

Task<Result<std::vector<items::Item>>>
find_matching(BackendTransaction& tx, std::vector<ItemId> ids, const monaql::Query& filter) {
    HAKO_CO_TRY_ASSIGN(const auto ref, co_await steps::require(tx, "C"));
    co_return co_await tx.items().find_matching(ref, ids, filter);
}

class ItemVisibilityContract : public StoreContract {
protected:
    void SetUp() override {
        ASSERT_TRUE(steps::create(data(), "C").has_value());
    }

    ItemId put(const Owner& owner, std::string text, std::string properties = R"({"n":1})") {
        const items::NewItem item{owner, std::move(text), std::move(properties)};
        const auto stored = steps::write_now<items::Item>(data(), [&](BackendTransaction& tx) {
            return steps::insert_item(tx, "C", item, steps::kNow);
        });
        check(stored.has_value(), "an insert of the test");
        return stored->id;
    }

    void set(ItemId id, const std::string& text) {
        const auto done = steps::write_now<void>(data(), [&](BackendTransaction& tx) {
            return set_permission(tx, id, text, {});
        });
        ASSERT_TRUE(done.has_value());
    }

    /// What is seen in all, asked in every way there is.
    std::vector<std::string> seen(const Identity& identity, Need need = Need::read) {
        ListQuery query = steps::all();
        query.visible_to = Visibility{identity, need};
        const auto page = steps::list(data(), "C", query);
        const auto ids = steps::ids_of(*page);
        EXPECT_EQ(page->total, static_cast<std::int64_t>(ids.size()));
        for (const char* filter : {"n == 1", "n != 7 && _createdAt > 0"}) {
            ListQuery filtered = steps::where(filter);
            filtered.visible_to = query.visible_to;
            EXPECT_EQ(steps::ids_of(*steps::list(data(), "C", filtered)), ids) << filter;
        }
        const auto matching = run_blocking(data().items().matching(steps::name_of("C"), query));
        EXPECT_EQ((*matching)->size(), ids.size());
        return ids;
    }
};

TEST_P(ItemVisibilityContract, shows_each_caller_what_it_may_read) {
    const auto closed = put({}, permission("")).text();
    const auto open = put({}, permission("r")).text();
    const auto alices = put(kAlice, permission("")).text();
    const auto shared = put(kAlice, permission("", "r")).text();
    const auto phones = put(DeviceKey::of("phone"), permission("w")).text();
    EXPECT_THAT(seen(kStranger), ElementsAre(open));
    EXPECT_THAT(seen(kGuest), ElementsAre(phones, open));
    EXPECT_THAT(seen(user(kAlice)), ElementsAre(shared, alices, open));
    EXPECT_THAT(seen(user(kBob)), ElementsAre(shared, open));
    EXPECT_THAT(seen({kGuest.device, kBob}), ElementsAre(phones, shared, open));
    EXPECT_EQ(steps::list(data(), "C", steps::all())->total, 5);
}

TEST_P(ItemVisibilityContract, tells_apart_what_may_be_changed) {
    const auto open = put({}, permission("rw")).text();
    put({}, permission("w"));
    put({}, permission("r"));
    const auto added_up = put({}, permission("r", "w")).text();
    const auto own = put(kBob, permission("r")).text();
    EXPECT_THAT(seen(kStranger, Need::read_and_write), ElementsAre(open));
    EXPECT_THAT(seen(user(kBob), Need::read_and_write), ElementsAre(own, added_up, open));
}

TEST_P(ItemVisibilityContract, shows_what_is_seen_twice_once) {
    const auto item = put(kGuest.device, permission("", "rw")).text();
    const Identity both{kGuest.device, kBob};
    EXPECT_THAT(seen(both), ElementsAre(item));
    EXPECT_THAT(seen(both, Need::read_and_write), ElementsAre(item));
    put(kGuest.device, permission("r", "w"));
    EXPECT_EQ(seen(both).size(), 2U);
    EXPECT_EQ(seen(both, Need::read_and_write).size(), 2U);
}

TEST_P(ItemVisibilityContract, follows_every_change_of_a_permission) {
    const ItemId item = put(kAlice, permission(""));
    for (const std::string_view everyone : {"r", "", "rw", "w", "r", "rw", ""}) {
        for (const std::string_view bobs : {"", "r", "w", "rw", ""}) {
            set(item, permission(everyone, bobs));
            const bool is_open = everyone.starts_with('r');
            EXPECT_EQ(seen(kStranger).size(), is_open ? 1U : 0U);
            EXPECT_EQ(seen(user(kBob)).size(), is_open || bobs.starts_with('r') ? 1U : 0U);
            EXPECT_EQ(seen(user(kAlice)).size(), 1U);
            EXPECT_EQ(engine().problems(), "") << everyone << "/" << bobs;
        }
    }
}

TEST_P(ItemVisibilityContract, forgets_what_is_erased) {
    const ItemId open = put({}, permission("r"));
    const ItemId own = put(kAlice, permission("r"));
    ASSERT_TRUE(steps::erase(data(), "C", {open, own}).has_value());
    EXPECT_THAT(seen(user(kAlice)), IsEmpty());
    engine().restart();
    EXPECT_THAT(seen(kStranger), IsEmpty());
}

TEST_P(ItemVisibilityContract, keeps_nothing_of_a_use_case_that_was_refused) {
    const ItemId item = put(kAlice, permission(""));
    put(kAlice, permission("r"));
    const auto refused = steps::write_now<void>(data(), [&](BackendTransaction& tx) {
        return set_permission(tx, item, permission("rw"), Error(ErrorCode::permission_denied));
    });
    EXPECT_FALSE(refused.has_value());
    EXPECT_EQ(seen(kStranger).size(), 1U);
    put({}, permission("r"));
    EXPECT_EQ(seen(kStranger).size(), 2U);
    engine().restart();
    EXPECT_EQ(seen(kStranger).size(), 2U);
    EXPECT_EQ(seen(user(kAlice)).size(), 3U);
}

TEST_P(ItemVisibilityContract, is_of_one_collection_and_ends_with_it) {
    put(kAlice, permission("r"));
    ASSERT_TRUE(steps::create(data(), "D").has_value());
    ListQuery query = steps::all();
    query.visible_to = Visibility{user(kAlice), Need::read};
    EXPECT_EQ(steps::list(data(), "D", query)->total, 0);
    ASSERT_TRUE(steps::drop(data(), "C").has_value());
    EXPECT_FALSE(steps::list(data(), "C", query).has_value());
    const auto gone = run_blocking(data().items().matching(steps::name_of("C"), query));
    ASSERT_TRUE(gone.has_value());
    EXPECT_FALSE(gone->has_value());
    ASSERT_TRUE(steps::create(data(), "C").has_value());
    EXPECT_THAT(seen(user(kAlice)), IsEmpty());
}

TEST_P(ItemVisibilityContract, gives_the_device_that_owns_back) {
    const ItemId item = put(DeviceKey::of("phone"), permission(""));
    engine().restart();
    EXPECT_EQ(steps::find(data(), "C", item)->owner, Owner(DeviceKey::of("phone")));
}

TEST_P(ItemVisibilityContract, finds_those_that_match_among_given_ids) {
    const ItemId one = put({}, permission(""), R"({"n":1})");
    const ItemId two = put({}, permission(""), R"({"n":2})");
    const ItemId missing(Uuid{9, 9});
    const auto ids_of = [&](const monaql::Query& filter) {
        const auto found =
            steps::write_now<std::vector<items::Item>>(data(), [&](BackendTransaction& tx) {
                return find_matching(tx, {two, missing, one}, filter);
            });
        std::vector<ItemId> ids;
        for (const auto& item : *found) {
            ids.push_back(item.id);
        }
        return ids;
    };
    EXPECT_THAT(ids_of(nullptr), ElementsAre(two, one));
    EXPECT_THAT(ids_of(steps::where("n == 1").filter), ElementsAre(one));
    EXPECT_THAT(ids_of(steps::where("n == 3").filter), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    Engines,
    ItemVisibilityContract,
    ::testing::ValuesIn(engine_kinds()),
    [](const auto& made) { return made.param.name; }
);

}  // namespace
}  // namespace hako::contract
