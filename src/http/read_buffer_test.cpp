// SPDX-License-Identifier: Apache-2.0
#include "http/read_buffer.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace hako::http {
namespace {

void receive(ReadBuffer& buffer, std::string_view bytes, std::size_t expected = 0) {
    while (!bytes.empty()) {
        const auto space = buffer.prepare(expected);
        ASSERT_FALSE(space.empty());
        const std::size_t size = std::min(space.size(), bytes.size());
        std::copy_n(bytes.begin(), size, space.begin());
        buffer.commit(size);
        bytes.remove_prefix(size);
        expected -= std::min(expected, size);
    }
}

std::string_view content(ReadBuffer& buffer) {
    return {buffer.data(), buffer.size()};
}

TEST(ReadBuffer, keeps_what_was_received_in_one_piece) {
    ReadBuffer buffer;
    EXPECT_TRUE(buffer.empty());
    std::string all;
    for (int i = 0; i < 20'000; ++i) {
        all += std::to_string(i);
    }
    for (std::size_t at = 0; at < all.size(); at += 700) {
        receive(buffer, std::string_view(all).substr(at, 700));
    }
    EXPECT_EQ(content(buffer), all);
}

TEST(ReadBuffer, copies_little_while_it_grows_towards_an_unknown_length) {
    ReadBuffer buffer;
    std::size_t moves = 0;
    const char* place = nullptr;
    for (int i = 0; i < 4'096; ++i) {
        receive(buffer, std::string(1'024, 'a'));
        moves += buffer.data() == place ? 0U : 1U;
        place = buffer.data();
    }
    EXPECT_LE(moves, 12U);
}

TEST(ReadBuffer, drops_from_both_ends) {
    ReadBuffer buffer;
    receive(buffer, "0123456789");
    buffer.consume(3);
    EXPECT_EQ(content(buffer), "3456789");
    buffer.truncate(2);
    EXPECT_EQ(content(buffer), "34");
    receive(buffer, "ab");
    EXPECT_EQ(content(buffer), "34ab");
    buffer.consume(4);
    EXPECT_TRUE(buffer.empty());
}

TEST(ReadBuffer, uses_the_space_of_what_was_consumed) {
    ReadBuffer buffer;
    receive(buffer, "start");
    const std::size_t space = buffer.prepare(0).size() + buffer.size();
    for (int i = 0; i < 1'000; ++i) {
        receive(buffer, std::string(1'000, 'a') + "start");
        buffer.consume(1'005);
        EXPECT_EQ(content(buffer), "start");
        EXPECT_LE(buffer.prepare(0).size(), space);
    }
}

TEST(ReadBuffer, grows_as_bytes_come_and_not_as_they_are_promised) {
    ReadBuffer buffer;
    EXPECT_LT(buffer.prepare(16'000'000).size(), 100'000U);
    receive(buffer, std::string(100'000, 'a'), 16'000'000);
    EXPECT_LT(buffer.prepare(15'900'000).size(), 400'000U);
}

TEST(ReadBuffer, leaves_room_behind_for_a_parser_that_reads_ahead) {
    ReadBuffer buffer;
    receive(buffer, "a");
    const auto space = buffer.prepare(0);
    buffer.commit(space.size());
    std::fill_n(buffer.data() + buffer.size(), Request::kBodyPaddingBytes, 'p');
    EXPECT_EQ(content(buffer)[0], 'a');
}

TEST(ReadBuffer, gives_back_much_memory_when_it_is_empty) {
    ReadBuffer buffer;
    receive(buffer, std::string(1'000'000, 'a'));
    buffer.consume(1'000'000);
    EXPECT_LT(buffer.prepare(0).size(), 10'000U);
}

}  // namespace
}  // namespace hako::http
