// SPDX-License-Identifier: Apache-2.0
#include "crypto/secret.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <concepts>
#include <new>
#include <ostream>
#include <string>
#include <type_traits>
#include <utility>

namespace hako::crypto {
namespace {

template <class T>
concept Streamable = requires(std::ostream& out, const T& value) { out << value; };

TEST(Secret, gives_its_bytes_only_when_asked_by_name) {
    const Secret secret(std::string("correct\0horse", 13));
    EXPECT_EQ(secret.reveal(), std::string_view("correct\0horse", 13));
    EXPECT_EQ(secret.size(), 13U);
}

TEST(Secret, prints_as_stars) {
    EXPECT_EQ(fmt::format("{}", Secret("hunter2")), "***");
    EXPECT_EQ(fmt::format("[{:>5}]", Secret("a long secret, over any buffer")), "[  ***]");
}

TEST(Secret, cannot_be_copied_streamed_or_converted) {
    static_assert(!Streamable<Secret>);
    static_assert(!std::copy_constructible<Secret>);
    static_assert(!std::is_copy_assignable_v<Secret>);
    static_assert(!std::convertible_to<Secret, std::string>);
    static_assert(!std::convertible_to<Secret, std::string_view>);
    static_assert(!std::convertible_to<std::string, Secret>);
    static_assert(std::is_nothrow_move_constructible_v<Secret>);
}

TEST(Secret, compares_whole) {
    EXPECT_TRUE(Secret("same") == Secret("same"));
    EXPECT_TRUE(Secret("") == Secret(""));
    EXPECT_FALSE(Secret("same") == Secret("sama"));
    EXPECT_FALSE(Secret("same") == Secret("Same"));
    EXPECT_FALSE(Secret("same") == Secret("same "));
    EXPECT_FALSE(Secret("same") == Secret(""));
    EXPECT_FALSE(Secret(std::string("a\0b", 3)) == Secret(std::string("a\0c", 3)));
}

TEST(Secret, leaves_nothing_behind_where_it_moved_from) {
    for (const auto* text : {"short", "a text that is too long for the buffer of a short string"}) {
        Secret first{std::string(text)};
        Secret second(std::move(first));
        EXPECT_EQ(second.reveal(), text);
        EXPECT_EQ(first.size(), 0U);  // NOLINT(bugprone-use-after-move): what is left is the point.
        // The short-string buffer lies inside the object.
        const std::string_view object(reinterpret_cast<const char*>(&first), sizeof first);
        EXPECT_EQ(object.find("short"), std::string_view::npos);
    }
}

TEST(Secret, takes_over_another_by_assignment) {
    Secret secret("first");
    secret = Secret("second");
    EXPECT_EQ(secret.reveal(), "second");
    Secret& same = secret;
    secret = std::move(same);
    EXPECT_EQ(secret.reveal(), "second");
}

TEST(Secret, is_wiped_when_it_dies) {
    alignas(Secret) std::array<std::byte, sizeof(Secret)> place{};
    auto* secret = new (place.data()) Secret("short");
    secret->~Secret();
    const std::string_view object(reinterpret_cast<const char*>(place.data()), place.size());
    EXPECT_EQ(object.find("short"), std::string_view::npos);
}

}  // namespace
}  // namespace hako::crypto
