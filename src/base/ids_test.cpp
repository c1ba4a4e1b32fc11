// SPDX-License-Identifier: Apache-2.0
#include "base/ids.hpp"

#include <gtest/gtest.h>

#include <type_traits>
#include <unordered_set>

namespace hako {
namespace {

constexpr std::string_view kUuid = "0192f0c1-7b3a-7def-8123-456789abcdef";

TEST(BackendId, is_24_lower_case_hex_digits) {
    const auto id = BackendId::parse("0123456789abcdef01234567");
    ASSERT_TRUE(id.has_value());
    EXPECT_EQ(id->text(), "0123456789abcdef01234567");
    EXPECT_EQ(BackendId::parse("0123456789abcdef01234567"), id);
    EXPECT_NE(BackendId::parse("0123456789abcdef01234568"), id);
}

TEST(BackendId, refuses_everything_else) {
    for (const auto* text :
         {"",
          "0123456789abcdef0123456",
          "0123456789abcdef012345678",
          "0123456789ABCDEF01234567",
          "0123456789abcdeg01234567",
          "0123456789abcdef0123456/",
          "0123456789abcdef0123456:",
          " 123456789abcdef01234567",
          "../../../../etc/password"}) {
        EXPECT_FALSE(BackendId::parse(text).has_value()) << text;
    }
    EXPECT_FALSE(BackendId::parse(std::string_view("0123456789abcdef0123456\0", 24)).has_value());
}

TEST(BackendId, hashes_by_its_text) {
    const std::unordered_set<BackendId> ids{
        *BackendId::parse("0123456789abcdef01234567"), *BackendId::parse("0123456789abcdef01234567")
    };
    EXPECT_EQ(ids.size(), 1U);
}

TEST(PrefixedId, is_its_letter_and_a_uuid) {
    const auto item = ItemId::parse("i" + std::string(kUuid));
    ASSERT_TRUE(item.has_value());
    EXPECT_EQ(item->text(), "i" + std::string(kUuid));
    EXPECT_EQ(item->uuid(), *Uuid::parse(kUuid));
    EXPECT_EQ(UserId(item->uuid()).text(), "u" + std::string(kUuid));
}

TEST(PrefixedId, of_another_letter_is_another_type) {
    EXPECT_FALSE(ItemId::parse("u" + std::string(kUuid)).has_value());
    EXPECT_FALSE(UserId::parse("i" + std::string(kUuid)).has_value());
    static_assert(!std::is_convertible_v<ItemId, UserId>);
    static_assert(!std::is_constructible_v<UserId, ItemId>);
}

TEST(PrefixedId, refuses_everything_else) {
    for (const auto& text : {
             std::string(),
             std::string("i"),
             std::string(kUuid),
             "I" + std::string(kUuid),
             "ii" + std::string(kUuid),
             "i" + std::string(kUuid) + " ",
             "i0192F0C1-7b3a-7def-8123-456789abcdef" + std::string(),
         }) {
        EXPECT_FALSE(ItemId::parse(text).has_value()) << text;
    }
}

}  // namespace
}  // namespace hako
