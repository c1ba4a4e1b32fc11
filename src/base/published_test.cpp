// SPDX-License-Identifier: Apache-2.0
#include "base/published.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace hako {
namespace {

TEST(Published, gives_the_last_value) {
    Published<int> published(std::make_shared<const int>(1));
    EXPECT_EQ(*published.get(), 1);
    published.replace(std::make_shared<const int>(2));
    EXPECT_EQ(*published.get(), 2);
}

TEST(Published, lets_a_reader_keep_what_was_replaced_and_frees_it_then) {
    auto first = std::make_shared<const int>(1);
    const std::weak_ptr<const int> alive = first;
    Published<int> published(first);
    first.reset();
    auto kept = published.get();
    published.replace(std::make_shared<const int>(2));
    EXPECT_EQ(*kept, 1);
    kept.reset();
    EXPECT_TRUE(alive.expired());
}

TEST(Published, shows_every_thread_values_in_their_order) {
    constexpr int kLast = 2'000;
    constexpr int kReaders = 4;
    Published<int> published(std::make_shared<const int>(0));
    std::vector<int> falls(kReaders, 0);
    std::vector<std::thread> readers;
    for (auto& fall : falls) {
        readers.emplace_back([&published, &fall] {
            int before = 0;
            while (before < kLast) {
                const int now = *published.get();
                fall += now < before ? 1 : 0;
                before = now;
            }
        });
    }
    for (int value = 1; value <= kLast; ++value) {
        published.replace(std::make_shared<const int>(value));
    }
    for (auto& reader : readers) {
        reader.join();
    }
    EXPECT_EQ(std::count(falls.begin(), falls.end(), 0), kReaders);
}

}  // namespace
}  // namespace hako
