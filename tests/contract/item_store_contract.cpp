// SPDX-License-Identifier: Apache-2.0
// What an ItemStore and ItemReader must do.

#include "tests/contract/steps.hpp"
#include "tests/contract/store_contract.hpp"

#include <gmock/gmock.h>

namespace hako::contract {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

ItemId unknown_id() {
    return *ItemId::parse("i01890000-0000-7000-8000-000000000000");
}

Task<Result<bool>> sees_its_own_writes(BackendTransaction& tx) {
    HAKO_CO_TRY_ASSIGN(const auto ref, co_await steps::require(tx, "C"));
    items::NewItem item{std::nullopt, "{}", "{}"};
    HAKO_CO_TRY_ASSIGN(const auto stored, co_await tx.items().insert(ref, item, steps::kNow));
    HAKO_CO_TRY_ASSIGN(const auto found, co_await tx.items().find(ref, stored.id));
    const ItemId ids[] = {stored.id};
    HAKO_CO_TRY(co_await tx.items().erase(ref, ids));
    HAKO_CO_TRY_ASSIGN(const auto gone, co_await tx.items().find(ref, stored.id));
    co_return found.has_value() && !gone.has_value();
}

Task<Result<std::vector<ItemId>>> insert_with_a_clock_that_goes_back(BackendTransaction& tx) {
    HAKO_CO_TRY_ASSIGN(const auto ref, co_await steps::require(tx, "C"));
    std::vector<ItemId> ids;
    for (const UnixMillis millis : {5'000, 5'000, 4'000, 1, 0, 5'001, 5'001}) {
        const items::NewItem item{std::nullopt, "{}", "{}"};
        HAKO_CO_TRY_ASSIGN(const auto stored, co_await tx.items().insert(ref, item, millis));
        ids.push_back(stored.id);
    }
    co_return ids;
}

class ItemStoreContract : public StoreContract {
protected:
    void SetUp() override {
        ASSERT_TRUE(steps::create(data(), "C").has_value());
    }

    ItemId put(const std::string& properties) {
        const auto item = steps::insert(data(), "C", properties);
        check(item.has_value(), "an insert of the test");
        return item->id;
    }

    std::int64_t total(const ListQuery& query) {
        return steps::list(data(), "C", query)->total;
    }
};

TEST_P(ItemStoreContract, gives_back_what_was_inserted) {
    const auto owner = UserId::parse("u01890000-0000-7000-8000-000000000001");
    const items::NewItem item{owner, R"({"public":"r"})", R"({"n":1.50,"s":"é\u0000"})"};
    const auto stored = steps::write_now<items::Item>(data(), [&](BackendTransaction& tx) {
        return steps::insert_item(tx, "C", item, steps::kNow);
    });
    ASSERT_TRUE(stored.has_value());
    const auto found = steps::find(data(), "C", stored->id);
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(found->id, stored->id);
    EXPECT_EQ(found->created_at, steps::kNow);
    EXPECT_EQ(found->updated_at, steps::kNow);
    EXPECT_EQ(found->owner, Owner(owner));
    EXPECT_EQ(found->permission, item.permission);
    EXPECT_EQ(found->properties, item.properties);
}

TEST_P(ItemStoreContract, finds_no_item_of_another_id_collection_or_backend_kind) {
    const ItemId id = put("{}");
    EXPECT_FALSE(steps::find(data(), "C", unknown_id()).has_value());
    EXPECT_FALSE(steps::find(data(), "Missing", id).has_value());
    ASSERT_TRUE(steps::create(data(), "D").has_value());
    EXPECT_FALSE(steps::find(data(), "D", id).has_value());
    // The same time and counter with other random bits is another id.
    Uuid near = id.uuid();
    near.low ^= 1U;
    EXPECT_FALSE(steps::find(data(), "C", ItemId(near)).has_value());
    EXPECT_TRUE(steps::erase(data(), "C", {ItemId(near)}).has_value());
    EXPECT_TRUE(steps::find(data(), "C", id).has_value());
}

TEST_P(ItemStoreContract, gives_ids_that_rise_when_the_clock_stands_or_goes_back) {
    const auto ids = steps::write_now<std::vector<ItemId>>(data(), [](BackendTransaction& tx) {
        return insert_with_a_clock_that_goes_back(tx);
    });
    ASSERT_TRUE(ids.has_value());
    for (std::size_t i = 1; i < ids->size(); ++i) {
        EXPECT_LT((*ids)[i - 1], (*ids)[i]);
    }
    engine().restart();
    EXPECT_GT(put("{}"), ids->back());
}

TEST_P(ItemStoreContract, does_not_give_the_id_of_an_erased_item_again) {
    const ItemId last = put("{}");
    ASSERT_TRUE(steps::erase(data(), "C", {last}).has_value());
    engine().restart();
    const auto next = steps::write_now<items::Item>(data(), [](BackendTransaction& tx) {
        return steps::insert_item(tx, "C", {std::nullopt, "{}", "{}"}, 0);
    });
    ASSERT_TRUE(next.has_value());
    EXPECT_GT(next->id, last);
}

TEST_P(ItemStoreContract, replaces_one_item_and_no_other) {
    const ItemId one = put(R"({"a":1})");
    const ItemId other = put(R"({"a":1})");
    ASSERT_TRUE(steps::replace(data(), "C", one, R"({"a":2,"b":null})").has_value());
    EXPECT_EQ(steps::find(data(), "C", one)->properties, R"({"a":2,"b":null})");
    EXPECT_EQ(steps::find(data(), "C", one)->updated_at, steps::kNow + 1);
    EXPECT_EQ(steps::find(data(), "C", one)->created_at, steps::kNow);
    EXPECT_EQ(steps::find(data(), "C", other)->properties, R"({"a":1})");
    EXPECT_EQ(total(steps::where("a == 1")), 1);
}

TEST_P(ItemStoreContract, erases_those_that_exist_and_passes_over_the_rest) {
    const ItemId one = put("{}");
    const ItemId two = put("{}");
    ASSERT_TRUE(steps::erase(data(), "C", {one, unknown_id(), one}).has_value());
    EXPECT_FALSE(steps::find(data(), "C", one).has_value());
    EXPECT_TRUE(steps::find(data(), "C", two).has_value());
    EXPECT_EQ(total(steps::all()), 1);
    EXPECT_EQ(steps::find_collection(data(), "C")->item_count, 1);
}

TEST_P(ItemStoreContract, counts_every_insert_and_erase) {
    std::vector<ItemId> ids;
    for (int i = 0; i < 10; ++i) {
        ids.push_back(put(R"({"n":)" + std::to_string(i % 2) + "}"));
    }
    EXPECT_EQ(total(steps::all()), 10);
    EXPECT_EQ(total(steps::where("n == 1")), 5);
    ids.erase(ids.begin() + 3, ids.end());
    ASSERT_TRUE(steps::erase(data(), "C", ids).has_value());
    EXPECT_EQ(total(steps::all()), 7);
    engine().restart();
    EXPECT_EQ(total(steps::all()), 7);
    EXPECT_EQ(steps::find_collection(data(), "C")->item_count, 7);
}

TEST_P(ItemStoreContract, shows_a_transaction_its_own_writes) {
    const auto saw = steps::write_now<bool>(data(), [](BackendTransaction& tx) {
        return sees_its_own_writes(tx);
    });
    ASSERT_TRUE(saw.has_value());
    EXPECT_TRUE(*saw);
}

TEST_P(ItemStoreContract, shows_every_reader_what_was_acknowledged) {
    for (int i = 1; i <= 50; ++i) {
        const ItemId id = put(R"({"n":1})");
        EXPECT_TRUE(steps::find(data(), "C", id).has_value());
        EXPECT_EQ(total(steps::where("n == 1")), i);
        EXPECT_EQ(total(steps::all()), i);
    }
}

TEST_P(ItemStoreContract, lists_newest_first_and_cuts_pages) {
    std::vector<std::string> ids;
    for (int i = 0; i < 5; ++i) {
        ids.insert(ids.begin(), put("{}").text());
    }
    const auto ids_at = [&](std::int64_t offset, std::int64_t limit) {
        return steps::ids_of(*steps::list(data(), "C", steps::paged(steps::all(), offset, limit)));
    };
    EXPECT_EQ(ids_at(0, 10), ids);
    EXPECT_THAT(ids_at(1, 2), ElementsAre(ids[1], ids[2]));
    EXPECT_THAT(ids_at(4, 2), ElementsAre(ids[4]));
    EXPECT_THAT(ids_at(5, 2), IsEmpty());
    EXPECT_THAT(ids_at(1'000'000, 2), IsEmpty());
    const auto rising = steps::sorted(steps::all(), "_id", SortOrder::asc);
    EXPECT_EQ(steps::ids_of(*steps::list(data(), "C", rising)).front(), ids.back());
}

TEST_P(ItemStoreContract, has_no_list_of_a_collection_that_does_not_exist) {
    EXPECT_FALSE(steps::list(data(), "Missing", steps::all()).has_value());
    const auto count = run_blocking(data().items().count(steps::name_of("Missing"), steps::all()));
    ASSERT_TRUE(count.has_value());
    EXPECT_FALSE(count->has_value());
    const auto names = run_blocking(data().items().property_names(steps::name_of("Missing"), 10));
    ASSERT_TRUE(names.has_value());
    EXPECT_FALSE(names->has_value());
}

TEST_P(ItemStoreContract, names_the_properties_of_the_newest_items) {
    put(R"({"old":1})");
    put(R"({"b":1,"a":{"inner":1}})");
    put(R"({"c":null,"b":2})");
    const auto names = run_blocking(data().items().property_names(steps::name_of("C"), 2));
    ASSERT_TRUE(names.has_value() && names->has_value());
    EXPECT_THAT(**names, ElementsAre("a", "b", "c"));
}

INSTANTIATE_TEST_SUITE_P(
    Engines,
    ItemStoreContract,
    ::testing::ValuesIn(engine_kinds()),
    [](const auto& made) { return made.param.name; }
);

}  // namespace
}  // namespace hako::contract
