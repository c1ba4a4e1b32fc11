// SPDX-License-Identifier: Apache-2.0
#include "crypto/sha256.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <string>
#include <thread>
#include <vector>

namespace hako::crypto {
namespace {

std::string hex(const Sha256& digest) {
    std::string text;
    for (const auto byte : digest) {
        text += fmt::format("{:02x}", byte);
    }
    return text;
}

// FIPS 180-4, examples of the algorithm's authors.
TEST(Sha256, agrees_with_the_standard) {
    EXPECT_EQ(hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(
        hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
    EXPECT_EQ(
        hex(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")),
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    );
    EXPECT_EQ(
        hex(sha256(std::string(1'000'000, 'a'))),
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    );
}

TEST(Sha256, reads_bytes_behind_a_nul) {
    EXPECT_NE(sha256(std::string_view("a\0b", 3)), sha256(std::string_view("a\0c", 3)));
    EXPECT_NE(sha256(std::string_view("a\0", 2)), sha256("a"));
}

TEST(Sha256, keeps_no_state_between_calls) {
    const auto first = sha256("abc");
    static_cast<void>(sha256("something else"));
    EXPECT_EQ(sha256("abc"), first);
}

TEST(Sha256, works_on_every_thread) {
    const auto expected = sha256("abc");
    std::vector<std::thread> threads;
    std::array<int, 4> right{};
    for (int& count : right) {
        threads.emplace_back([&count, &expected] {
            for (int i = 0; i < 100; ++i) {
                count += sha256("abc") == expected ? 1 : 0;
            }
        });
    }
    for (auto& thread : threads) {
        thread.join();
    }
    EXPECT_EQ(right, (std::array{100, 100, 100, 100}));
}

TEST(Sha256, spreads_over_a_hash_table) {
    const Sha256Hash hash;
    EXPECT_EQ(hash(sha256("a")), hash(sha256("a")));
    EXPECT_NE(hash(sha256("a")), hash(sha256("b")));
}

}  // namespace
}  // namespace hako::crypto
