// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/piece_size.hpp"

#include <gtest/gtest.h>

namespace hako::sqlite {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

std::int64_t after(int pieces, microseconds held, microseconds whole) {
    PieceSize size;
    for (int i = 0; i < pieces; ++i) {
        size.learn(held, whole);
    }
    return size.rows();
}

TEST(PieceSize, grows_while_pieces_are_quick_up_to_a_bound) {
    EXPECT_EQ(after(1, microseconds(100), microseconds(300)), 400);
    EXPECT_EQ(after(100, microseconds(100), microseconds(300)), 20'000);
}

TEST(PieceSize, shrinks_when_a_piece_held_the_writer_too_long) {
    EXPECT_EQ(after(1, milliseconds(11), milliseconds(12)), 100);
    EXPECT_EQ(after(100, milliseconds(11), milliseconds(12)), 10);
}

TEST(PieceSize, stays_when_a_piece_takes_about_what_it_may) {
    EXPECT_EQ(after(10, milliseconds(6), milliseconds(9)), 200);
    EXPECT_EQ(after(10, milliseconds(1), milliseconds(15)), 200);
}

TEST(PieceSize, does_not_wither_on_a_disk_that_is_slow_whatever_the_size) {
    EXPECT_EQ(after(100, microseconds(100), milliseconds(40)), 200);
}

TEST(PieceSize, shrinks_for_a_long_commit_when_it_is_large) {
    PieceSize size;
    for (int i = 0; i < 4; ++i) {
        size.learn(microseconds(100), microseconds(300));
    }
    ASSERT_EQ(size.rows(), 3'200);
    size.learn(milliseconds(3), milliseconds(30));
    EXPECT_EQ(size.rows(), 1'600);
}

TEST(PieceSize, does_not_grow_for_a_long_commit_when_it_is_tiny) {
    PieceSize size;
    for (int i = 0; i < 10; ++i) {
        size.learn(milliseconds(20), milliseconds(20));
    }
    ASSERT_EQ(size.rows(), 10);
    size.learn(microseconds(10), milliseconds(30));
    EXPECT_EQ(size.rows(), 10);
}

}  // namespace
}  // namespace hako::sqlite
