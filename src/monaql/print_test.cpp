// SPDX-License-Identifier: Apache-2.0
#include "monaql/parse_for_test.hpp"

#include <gtest/gtest.h>

namespace hako::monaql {
namespace {

TEST(Print, parses_to_the_same_tree) {
    for (const std::string_view text :
         {"a == 1",
          "a IN [1,\"x\",[null]]",
          "a NIN []",
          "a CONTAINS [1,2]",
          "a<1&&b<=2&&c>3&&d>=4",
          R"(a != "\u0041\"")",
          "a==1 && (b==2 || c==3 && (d==4 || e==5)) || f.g==6",
          "!(a==1 && b==2) && !(!(c==3))",
          "(a==1||b==2)&&(c==3||d==4)",
          "((a==1)&&b==2)||c==3",
          "!((a==1||b==2)&&c==3)||d==1.50"}) {
        const auto query = parse_items_query(text);
        ASSERT_TRUE(query) << text;
        const auto again = parse_items_query(print(**query));
        ASSERT_TRUE(again) << print(**query);
        EXPECT_TRUE(**query == **again) << text;
        EXPECT_EQ(print(**query), print(**again));
    }
}

TEST(Print, writes_only_the_parentheses_that_are_needed) {
    EXPECT_EQ(tree("((a==1)||(b==2&&c==3))"), "a == 1 || b == 2 && c == 3");
    EXPECT_EQ(tree("(a==1||b==2)&&!(c==3)"), "(a == 1 || b == 2) && !(c == 3)");
}

TEST(Tree, differs_in_path_operator_value_order_and_shape) {
    const auto query = parse_items_query("a == 1 && (b == 2 || !(c == 3))");
    for (const std::string_view other :
         {"x == 1 && (b == 2 || !(c == 3))",
          "a != 1 && (b == 2 || !(c == 3))",
          "a == 1.0 && (b == 2 || !(c == 3))",
          "(b == 2 || !(c == 3)) && a == 1",
          "a == 1 && (b == 2 || !(c == 4))",
          "a == 1 && (b == 2 || c == 3)",
          "a == 1"}) {
        EXPECT_FALSE(**query == **parse_items_query(other)) << other;
    }
}

TEST(Tree, differs_in_an_array_or_object_that_a_value_is_compared_with) {
    EXPECT_TRUE(**parse_items_query("a == [1]") == **parse_items_query("a == ?", "[[1]]"));
    EXPECT_FALSE(**parse_items_query("a == [1]") == **parse_items_query("a == [2]"));
    EXPECT_FALSE(**parse_items_query("a == []") == **parse_items_query("a == ?", "[{}]"));
    EXPECT_FALSE(
        **parse_items_query("a == ?", R"([{"b":1}])") ==
        **parse_items_query("a == ?", R"([{"b":2}])")
    );
    // Equal as values, but not written alike.
    EXPECT_FALSE(**parse_items_query("a == [1]") == **parse_items_query("a == [1.0]"));
}

}  // namespace
}  // namespace hako::monaql
