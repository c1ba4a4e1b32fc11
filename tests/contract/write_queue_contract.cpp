// SPDX-License-Identifier: Apache-2.0
// What a WriteQueue must do: use cases that wait together are kept apart.

#include "tests/contract/steps.hpp"
#include "tests/contract/store_contract.hpp"
#include "tests/contract/together.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace hako::contract {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

enum class End { well, refused, bug };

/// Writes to everything, then ends as told.
Task<Result<void>> write_much(BackendTransaction& tx, std::string name, End end) {
    // Named, as GCC 12 cannot keep braced arguments over an await.
    const auto collection = steps::name_of("C" + name);
    const collections::Config config;
    const items::NewItem item{std::nullopt, "{}", R"({"n":1})"};
    const std::vector<monaql::Path> properties(1, steps::path_of("n"));
    HAKO_CO_TRY(co_await tx.collections().insert(collection, config, steps::kNow));
    HAKO_CO_TRY(co_await steps::insert_item(tx, "C" + name, item, steps::kNow));
    HAKO_CO_TRY(co_await steps::insert_item(tx, "Shared", item, steps::kNow));
    HAKO_CO_TRY(co_await steps::create_index(tx, "C" + name, properties));
    HAKO_CO_TRY(co_await steps::insert_user(tx, "user" + name, "{}", steps::kNow));
    check(end != End::bug, "a bug of the test");
    if (end == End::refused) {
        co_return Error::invalid_param("x", "No.");
    }
    co_return Result<void>();
}

Task<Result<void>> drop_then_refuse(BackendTransaction& tx) {
    HAKO_CO_TRY(co_await steps::drop_collection(tx, "Shared"));
    co_return Error::invalid_param("x", "No.");
}

class WriteQueueContract : public StoreContract {
protected:
    void SetUp() override {
        ASSERT_TRUE(steps::create(data(), "Shared").has_value());
        ASSERT_TRUE(steps::create_index(data(), "Shared", {"n"}).has_value());
    }

    void expect_only(const std::vector<std::string>& names) {
        const auto shared = steps::list(data(), "Shared", steps::where("n == 1"));
        EXPECT_EQ(shared->total, static_cast<std::int64_t>(names.size()));
        EXPECT_EQ(steps::list(data(), "Shared", steps::all())->total, shared->total);
        const auto all = run_blocking(data().collections().list());
        EXPECT_EQ(all->size(), names.size() + 1);
        for (const auto& name : names) {
            EXPECT_EQ(steps::list(data(), "C" + name, steps::all())->total, 1);
        }
        const auto users = run_blocking(data().users().list(steps::all()));
        EXPECT_EQ(users->total, static_cast<std::int64_t>(names.size()));
    }
};

TEST_P(WriteQueueContract, keeps_the_neighbours_of_a_use_case_that_fails) {
    {
        steps::Together together(data());
        for (const auto& [name, end] : std::vector<std::pair<std::string, End>>{
                 {"1", End::well},
                 {"2", End::refused},
                 {"3", End::well},
                 {"4", End::bug},
                 {"5", End::refused},
                 {"6", End::well}
             }) {
            together.add([name = name, end = end](BackendTransaction& tx) {
                return write_much(tx, name, end);
            });
        }
        EXPECT_THAT(together.finish(), ElementsAre(true, false, true, false, false, true));
        EXPECT_EQ(together.bugs(), 1);
    }
    expect_only({"1", "3", "6"});
    engine().restart();
    expect_only({"1", "3", "6"});
}

TEST_P(WriteQueueContract, takes_back_a_drop_of_a_use_case_that_fails) {
    steps::Together together(data());
    together.add([](BackendTransaction& tx) { return drop_then_refuse(tx); });
    together.add([](BackendTransaction& tx) { return write_much(tx, "1", End::well); });
    EXPECT_THAT(together.finish(), ElementsAre(false, true));
    expect_only({"1"});
}

TEST_P(WriteQueueContract, uses_a_name_again_that_a_failed_use_case_had_taken) {
    steps::Together together(data());
    together.add([](BackendTransaction& tx) { return write_much(tx, "1", End::refused); });
    together.add([](BackendTransaction& tx) { return write_much(tx, "1", End::well); });
    EXPECT_THAT(together.finish(), ElementsAre(false, true));
    expect_only({"1"});
    engine().restart();
    expect_only({"1"});
}

TEST_P(WriteQueueContract, runs_them_in_the_order_of_arrival) {
    std::vector<int> order;
    steps::Together together(data());
    for (int i = 0; i < 100; ++i) {
        together.add([&order, i](BackendTransaction&) {
            order.push_back(i);
            return Task<Result<void>>::ready(Result<void>());
        });
    }
    EXPECT_EQ(together.finish(), std::vector<bool>(100, true));
    EXPECT_TRUE(std::is_sorted(order.begin(), order.end()));
    EXPECT_EQ(order.size(), 100U);
}

TEST_P(WriteQueueContract, shows_nothing_of_a_use_case_that_fails) {
    const auto failed = steps::write_now<void>(data(), [](BackendTransaction& tx) {
        return write_much(tx, "1", End::refused);
    });
    EXPECT_FALSE(failed.has_value());
    expect_only({});
}

INSTANTIATE_TEST_SUITE_P(
    Engines,
    WriteQueueContract,
    ::testing::ValuesIn(engine_kinds()),
    [](const auto& made) { return made.param.name; }
);

}  // namespace
}  // namespace hako::contract
