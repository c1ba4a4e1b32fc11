// SPDX-License-Identifier: Apache-2.0
// What a caller's first page costs must depend on what it may read, not on what else there is.

#include "tests/contract/steps.hpp"
#include "tests/storage/open_storage.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>

namespace hako::sqlite {
namespace {

const UserId kReader(Uuid{1, 1});
constexpr std::size_t kVisible = 1'000;
constexpr std::size_t kSamples = 101;

/// Items in all; a million in the long run.
std::size_t items_wanted() {
    const bool is_long = std::getenv("HAKO_TEST_LONG") != nullptr;  // NOLINT(concurrency-mt-unsafe)
    return is_long ? 1'000'000 : 50'000;
}

/// `count` items of which the reader may read kVisible, spread evenly.
void fill(BackendStorage& data, const std::string& collection, std::size_t count) {
    constexpr std::size_t kAtOnce = 10'000;
    ASSERT_TRUE(steps::create(data, collection).has_value());
    for (std::size_t begin = 0; begin < count; begin += kAtOnce) {
        std::vector<items::NewItem> items;
        for (std::size_t i = begin; i < std::min(begin + kAtOnce, count); ++i) {
            const bool is_visible = i % (count / kVisible) == 0;
            const Owner owner = is_visible ? Owner(kReader) : Owner(UserId(Uuid{2, i}));
            items.push_back(
                {owner,
                 R"({"public":""})",
                 R"({"n":)" + std::to_string(i) + R"(,"title":"some text"})"}
            );
        }
        ASSERT_TRUE(steps::insert_all(data, collection, std::move(items)).has_value());
    }
}

double median_micros(BackendStorage& data, const std::string& collection, const ListQuery& query) {
    std::vector<double> micros;
    for (std::size_t i = 0; i < kSamples; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        const auto page = steps::list(data, collection, query);
        micros.push_back(
            std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begin)
                .count()
        );
        EXPECT_EQ(page->total, static_cast<std::int64_t>(kVisible));
    }
    std::nth_element(micros.begin(), micros.begin() + kSamples / 2, micros.end());
    return micros[kSamples / 2];
}

TEST(VisibleCost, of_the_newest_page_is_that_of_a_collection_without_the_rest) {
    const TestFolder folder;
    OpenStorage storage(folder.path());
    fill(storage.data(), "Large", items_wanted());
    fill(storage.data(), "Small", kVisible);
    for (const std::int64_t limit : {20, 100, 1'000}) {
        ListQuery query = steps::paged(steps::all(), 0, limit);
        query.visible_to = Visibility{{DeviceKey::of("phone"), kReader}, Visibility::Need::read};
        const double small = median_micros(storage.data(), "Small", query);
        const double large = median_micros(storage.data(), "Large", query);
        std::cout << "a page of " << limit << ": " << small << " µs alone, " << large
                  << " µs among " << items_wanted() << "\n";
        EXPECT_LE(large, 3 * small);
    }
}

}  // namespace
}  // namespace hako::sqlite
