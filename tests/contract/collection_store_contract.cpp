// SPDX-License-Identifier: Apache-2.0
// What a CollectionStore and CollectionReader must do.

#include "base/limits.hpp"
#include "tests/contract/steps.hpp"
#include "tests/contract/store_contract.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <thread>

namespace hako::contract {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

Task<Result<void>> set_config(BackendTransaction& tx, collections::Config config) {
    HAKO_CO_TRY_ASSIGN(const auto ref, co_await steps::require(tx, "C"));
    co_return co_await tx.collections().set_config(ref, config, steps::kNow + 5);
}

Task<Result<std::size_t>> count(BackendTransaction& tx) {
    co_return co_await tx.collections().count();
}

std::vector<items::NewItem> items_with(std::int64_t count, const std::string& rest) {
    std::vector<items::NewItem> items;
    for (std::int64_t i = 0; i < count; ++i) {
        items.push_back({std::nullopt, "{}", R"({"n":)" + std::to_string(i % 100) + rest + "}"});
    }
    return items;
}

template <class Holds>
bool wait_until(Holds holds) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!holds()) {
        if (std::chrono::steady_clock::now() > deadline) {
            return false;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return true;
}

class CollectionStoreContract : public StoreContract {
protected:
    std::vector<std::string> names() {
        const auto all = run_blocking(data().collections().list());
        check(all.has_value(), "a list of the test");
        std::vector<std::string> names;
        for (const auto& collection : *all) {
            names.push_back(collection.name.text());
        }
        return names;
    }

    std::vector<collections::Index> indexes(const std::string& name) {
        return steps::find_collection(data(), name)->indexes;
    }
};

TEST_P(CollectionStoreContract, has_none_at_first) {
    EXPECT_THAT(names(), IsEmpty());
    EXPECT_FALSE(steps::find_collection(data(), "C").has_value());
    EXPECT_FALSE(steps::list(data(), "C", steps::all()).has_value());
    const auto none = steps::write_now<std::size_t>(data(), [](auto& tx) { return count(tx); });
    ASSERT_TRUE(none.has_value());
    EXPECT_EQ(*none, 0U);
}

TEST_P(CollectionStoreContract, lists_them_by_name) {
    for (const auto* name : {"b", "B", "a1", "Z"}) {
        ASSERT_TRUE(steps::create(data(), name).has_value());
    }
    EXPECT_THAT(names(), ElementsAre("B", "Z", "a1", "b"));
    engine().restart();
    EXPECT_THAT(names(), ElementsAre("B", "Z", "a1", "b"));
}

TEST_P(CollectionStoreContract, keeps_a_changed_configuration) {
    ASSERT_TRUE(steps::create(data(), "C").has_value());
    const collections::Config config{collections::Insertable::yes, permissions::Right::rw};
    ASSERT_TRUE(steps::write_now<void>(data(), [&](auto& tx) {
                    return set_config(tx, config);
                }).has_value());
    for (int round = 0; round < 2; ++round) {
        const auto found = steps::find_collection(data(), "C");
        ASSERT_TRUE(found.has_value());
        EXPECT_EQ(found->config.insertable, config.insertable);
        EXPECT_EQ(found->config.default_public, config.default_public);
        EXPECT_EQ(found->created_at, steps::kNow);
        EXPECT_EQ(found->updated_at, steps::kNow + 5);
        engine().restart();
    }
}

TEST_P(CollectionStoreContract, shows_nothing_old_in_one_of_the_same_name) {
    ASSERT_TRUE(steps::create(data(), "C").has_value());
    ASSERT_TRUE(steps::create_index(data(), "C", {"n"}).has_value());
    const auto old = steps::insert(data(), "C", R"({"n":1})");
    ASSERT_TRUE(old.has_value());
    ASSERT_TRUE(steps::drop(data(), "C").has_value());
    EXPECT_FALSE(steps::find_collection(data(), "C").has_value());
    EXPECT_FALSE(steps::find(data(), "C", old->id).has_value());
    ASSERT_TRUE(steps::create(data(), "C").has_value());
    for (int round = 0; round < 2; ++round) {
        EXPECT_FALSE(steps::find(data(), "C", old->id).has_value());
        EXPECT_EQ(steps::list(data(), "C", steps::all())->total, 0);
        EXPECT_EQ(steps::list(data(), "C", steps::where("n == 1"))->total, 0);
        EXPECT_THAT(indexes("C"), IsEmpty());
        EXPECT_EQ(steps::find_collection(data(), "C")->item_count, 0);
        engine().restart();
    }
}

TEST_P(CollectionStoreContract, gives_back_the_space_of_what_was_dropped) {
    ASSERT_TRUE(steps::create(data(), "C").has_value());
    ASSERT_TRUE(steps::create_index(data(), "C", {"n", "rest"}).has_value());
    const std::string rest = R"(,"rest":")" + std::string(200, 'x') + '"';
    ASSERT_TRUE(steps::insert_all(data(), "C", items_with(5'000, rest)).has_value());
    const auto full = engine().used_bytes();
    ASSERT_TRUE(steps::drop(data(), "C").has_value());
    EXPECT_TRUE(wait_until([&] { return engine().used_bytes() < full / 10; }));
}

TEST_P(CollectionStoreContract, goes_on_giving_back_space_after_a_restart) {
    ASSERT_TRUE(steps::create(data(), "C").has_value());
    const std::string rest = R"(,"rest":")" + std::string(200, 'x') + '"';
    ASSERT_TRUE(steps::insert_all(data(), "C", items_with(5'000, rest)).has_value());
    const auto full = engine().used_bytes();
    ASSERT_TRUE(steps::drop(data(), "C").has_value());
    engine().restart();
    EXPECT_TRUE(wait_until([&] { return engine().used_bytes() < full / 10; }));
}

TEST_P(CollectionStoreContract, makes_an_index_of_an_empty_collection_ready_at_once) {
    ASSERT_TRUE(steps::create(data(), "C").has_value());
    ASSERT_TRUE(steps::create_index(data(), "C", {"a", "o.b"}).has_value());
    ASSERT_EQ(indexes("C").size(), 1U);
    const auto index = indexes("C").front();
    EXPECT_EQ(index.state, collections::IndexState::ready);
    EXPECT_EQ(index.origin, collections::IndexOrigin::asked);
    EXPECT_THAT(index.properties, ElementsAre(steps::path_of("a"), steps::path_of("o.b")));
}

TEST_P(CollectionStoreContract, builds_an_index_over_what_is_there) {
    ASSERT_TRUE(steps::create(data(), "C").has_value());
    ASSERT_TRUE(steps::insert_all(data(), "C", items_with(3'000, "")).has_value());
    const auto before =
        steps::list(data(), "C", steps::sorted(steps::where("n > 97"), "n", SortOrder::asc));
    ASSERT_TRUE(steps::create_index(data(), "C", {"n"}).has_value());
    ASSERT_TRUE(steps::wait_for_indexes(data(), "C"));
    const auto after =
        steps::list(data(), "C", steps::sorted(steps::where("n > 97"), "n", SortOrder::asc));
    EXPECT_EQ(after->total, 60);
    EXPECT_EQ(before->rows_json, after->rows_json);
    engine().restart();
    EXPECT_EQ(indexes("C").front().state, collections::IndexState::ready);
}

TEST_P(CollectionStoreContract, forgets_a_dropped_index_and_makes_it_again) {
    ASSERT_TRUE(steps::create(data(), "C").has_value());
    ASSERT_TRUE(steps::insert_all(data(), "C", items_with(500, "")).has_value());
    ASSERT_TRUE(steps::create_index(data(), "C", {"n"}).has_value());
    ASSERT_TRUE(steps::drop_index(data(), "C", {"n"}).has_value());
    EXPECT_THAT(indexes("C"), IsEmpty());
    ASSERT_TRUE(steps::insert_all(data(), "C", items_with(500, "")).has_value());
    ASSERT_TRUE(steps::create_index(data(), "C", {"n"}).has_value());
    ASSERT_TRUE(steps::wait_for_indexes(data(), "C"));
    EXPECT_EQ(steps::list(data(), "C", steps::where("n == 7"))->total, 10);
}

TEST_P(CollectionStoreContract, makes_an_index_by_itself_for_a_large_collection) {
    ASSERT_TRUE(steps::create(data(), "C").has_value());
    ASSERT_TRUE(steps::insert_all(data(), "C", items_with(limits::kAutomaticIndexItemsMin + 1, ""))
                    .has_value());
    EXPECT_EQ(steps::list(data(), "C", steps::where("n == 7"))->total, 20);
    ASSERT_TRUE(wait_until([&] { return !indexes("C").empty(); }));
    ASSERT_TRUE(steps::wait_for_indexes(data(), "C"));
    const auto index = indexes("C").front();
    EXPECT_EQ(index.origin, collections::IndexOrigin::automatic);
    EXPECT_THAT(index.properties, ElementsAre(steps::path_of("n")));
    EXPECT_EQ(steps::list(data(), "C", steps::where("n == 7"))->total, 20);
}

TEST_P(CollectionStoreContract, makes_no_index_by_itself_for_a_small_collection) {
    ASSERT_TRUE(steps::create(data(), "C").has_value());
    ASSERT_TRUE(steps::insert_all(data(), "C", items_with(limits::kAutomaticIndexItemsMin - 1, ""))
                    .has_value());
    EXPECT_EQ(steps::list(data(), "C", steps::where("n == 7"))->total, 20);
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    EXPECT_THAT(indexes("C"), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(
    Engines,
    CollectionStoreContract,
    ::testing::ValuesIn(engine_kinds()),
    [](const auto& made) { return made.param.name; }
);

}  // namespace
}  // namespace hako::contract
