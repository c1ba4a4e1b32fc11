// SPDX-License-Identifier: Apache-2.0
#include "domain/collections/collection.hpp"

#include <gtest/gtest.h>

namespace hako::collections {
namespace {

TEST(CollectionName, takes_letters_digits_underscore_and_dash) {
    std::string why;
    for (const std::string name : {"a", "Z", "GameScore", "game-score_2", "sqlite_master"}) {
        const auto parsed = CollectionName::parse(name, why);
        ASSERT_TRUE(parsed) << name;
        EXPECT_EQ(parsed->text(), name);
    }
    EXPECT_TRUE(CollectionName::parse(std::string(64, 'a'), why));
}

TEST(CollectionName, names_that_differ_by_case_differ) {
    std::string why;
    EXPECT_NE(CollectionName::parse("abc", why), CollectionName::parse("aBc", why));
}

TEST(CollectionName, refuses_everything_else) {
    for (const std::string name :
         {"1a", "_User", "-a", "a b", "a.b", "a/b", "../a", "é", "aé", "a\"b", "a\n", " a"}) {
        std::string why;
        EXPECT_FALSE(CollectionName::parse(name, why)) << name;
        EXPECT_TRUE(why.starts_with("A collection name starts with a letter")) << why;
    }
    std::string why;
    EXPECT_FALSE(CollectionName::parse(std::string_view("a\0b", 3), why));
}

TEST(CollectionName, refuses_an_empty_name_and_one_character_too_many) {
    std::string why;
    EXPECT_FALSE(CollectionName::parse("", why));
    EXPECT_EQ(why, "A collection name must not be empty.");
    EXPECT_FALSE(CollectionName::parse(std::string(65, 'a'), why));
    EXPECT_EQ(why, "A collection name has at most 64 characters.");
}

TEST(CollectionName, an_unknown_collection_is_refused_under_the_name_it_was_asked_by) {
    const auto error = no_such_collection("collectionName");
    EXPECT_EQ(error.code(), ErrorCode::invalid_params);
    EXPECT_EQ(error.params()[0].name, "collectionName");
    EXPECT_EQ(error.params()[0].text.text(), "Collection not found.");
}

}  // namespace
}  // namespace hako::collections
