// SPDX-License-Identifier: Apache-2.0
#include "crypto/token.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <cstring>
#include <map>
#include <set>
#include <string>

namespace hako::crypto {
namespace {

std::string token_text(Random& random, std::string_view prefix) {
    const Secret token = make_token(random, prefix);
    return std::string(token.reveal());
}

/// Gives the bytes 0, 1, 2 … 255, 0 ….
class CountingRandom final : public Random {
public:
    void fill(std::span<std::byte> bytes) override {
        for (auto& byte : bytes) {
            byte = static_cast<std::byte>(next_++);
        }
    }

private:
    unsigned char next_ = 0;
};

/// Gives one byte only.
class StuckRandom final : public Random {
public:
    void fill(std::span<std::byte> bytes) override {
        ++calls;
        // 63 names no letter; from the second call on 10 does ("A").
        std::memset(bytes.data(), calls == 1 ? 63 : 10, bytes.size());
    }

    int calls = 0;
};

TEST(Token, is_its_prefix_and_43_letters_and_digits) {
    SystemRandom random;
    for (int i = 0; i < 200; ++i) {
        const std::string text = token_text(random, kManagementKeyPrefix);
        ASSERT_EQ(text.size(), 5U + 43U);
        EXPECT_EQ(text.substr(0, 5), "hako_");
        EXPECT_TRUE(std::all_of(text.begin() + 5, text.end(), [](unsigned char c) {
            return std::isalnum(c) != 0;
        }));
    }
}

TEST(Token, is_never_the_same_twice) {
    SystemRandom random;
    std::set<std::string> seen;
    for (int i = 0; i < 1'000; ++i) {
        EXPECT_TRUE(seen.emplace(token_text(random, "")).second);
    }
}

TEST(Token, favours_no_character) {
    SystemRandom random;
    std::map<char, int> counts;
    for (int i = 0; i < 2'000; ++i) {
        for (const char c : token_text(random, "")) {
            ++counts[c];
        }
    }
    EXPECT_EQ(counts.size(), 62U);
    const auto expected = 2'000.0 * 43 / 62;
    for (const auto& [c, count] : counts) {
        EXPECT_NEAR(count, expected, expected * 0.25) << c;
    }
}

TEST(Token, takes_one_character_for_each_good_byte) {
    CountingRandom random;
    EXPECT_EQ(token_text(random, ""), "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefg");
}

TEST(Token, throws_away_bytes_that_name_no_character) {
    StuckRandom random;
    EXPECT_EQ(token_text(random, "t"), "t" + std::string(43, 'A'));
    EXPECT_EQ(random.calls, 2);
}

}  // namespace
}  // namespace hako::crypto
