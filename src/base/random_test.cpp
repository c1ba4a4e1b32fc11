// SPDX-License-Identifier: Apache-2.0
#include "base/random.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <vector>

namespace hako {
namespace {

TEST(SystemRandom, fills_requests_of_every_size) {
    SystemRandom random;
    for (const std::size_t size : {1U, 16U, 127U, 128U, 129U, 256U, 257U, 5'000U}) {
        std::vector<std::byte> all_or(size, std::byte{0});
        // A byte that is never touched stays 0 through all rounds.
        for (int round = 0; round < 20; ++round) {
            std::vector<std::byte> bytes(size);
            random.fill(bytes);
            std::transform(
                bytes.begin(), bytes.end(), all_or.begin(), all_or.begin(), std::bit_or<>()
            );
        }
        EXPECT_EQ(std::count(all_or.begin(), all_or.end(), std::byte{0}), 0) << size;
    }
    random.fill({});
}

TEST(SystemRandom, repeats_nothing) {
    SystemRandom random;
    std::set<std::uint64_t> seen;
    for (int i = 0; i < 10'000; ++i) {
        EXPECT_TRUE(seen.insert(random.next_u64()).second);
    }
}

}  // namespace
}  // namespace hako
