// SPDX-License-Identifier: Apache-2.0
#include "monaql/parse.hpp"

#include "base/limits.hpp"
#include "json/order_key.hpp"
#include "monaql/parse_for_test.hpp"

#include <gtest/gtest.h>

#include <array>

namespace hako::monaql {
namespace {

const Comparison& comparison(const Query& query) {
    return std::get<Comparison>(query->kind);
}

const Constant& constant(const Query& query) {
    return comparison(query).values.at(0);
}

std::string number_key(std::string_view number) {
    std::string key;
    json::append_number_order_key(key, number);
    return key;
}

TEST(Parse, takes_an_empty_or_blank_text_as_everything) {
    EXPECT_EQ(tree(""), "everything");
    EXPECT_EQ(tree(" \t\r\n "), "everything");
    EXPECT_EQ(tree("", "[]"), "everything");
}

TEST(Parse, takes_every_upstream_example) {
    EXPECT_EQ(tree("a == 12 && (b == 34 || c == 56)"), "a == 12 && (b == 34 || c == 56)");
    EXPECT_EQ(tree("a == 12 && !(b == 34 || c == 56)"), "a == 12 && !(b == 34 || c == 56)");
    EXPECT_EQ(tree(R"(name IN ["John", "Smith"])"), R"(name IN ["John","Smith"])");
    EXPECT_EQ(tree(R"(name NIN ["John", "Smith"])"), R"(name NIN ["John","Smith"])");
    EXPECT_EQ(tree("name == ? && age > ?", R"(["John", 20])"), R"(name == "John" && age > 20)");
    EXPECT_EQ(tree("name IN ?", R"([["John","Smith"]])"), R"(name IN ["John","Smith"])");
    EXPECT_EQ(tree("_id==?", R"(["i1"])"), R"(_id == "i1")");
    EXPECT_EQ(tree("group_id == 1"), "group_id == 1");
    EXPECT_EQ(
        tree(R"((title == "x") && (_ownerUserOid == ?))", "[null]"),
        R"(title == "x" && _ownerUserOid == null)"
    );
    EXPECT_EQ(tree(R"(country == "US" && age = 20)"), R"(country == "US" && age == 20)");
}

TEST(Parse, knows_every_operator) {
    const std::array<std::pair<std::string_view, Operator>, 11> operators{{
        {"a == 1", Operator::eq},
        {"a = 1", Operator::eq},
        {"a != 1", Operator::ne},
        {"a > 1", Operator::gt},
        {"a >= 1", Operator::ge},
        {"a < 1", Operator::lt},
        {"a <= 1", Operator::le},
        {"a iN [1]", Operator::in},
        {"a nin [1]", Operator::nin},
        {"a NiN [1]", Operator::nin},
        {"a contAINS 1", Operator::contains},
    }};
    for (const auto& [text, operation] : operators) {
        const auto query = parse_items_query(text);
        ASSERT_TRUE(query) << text;
        EXPECT_EQ(comparison(*query).op, operation) << text;
    }
}

TEST(Parse, needs_no_white_space) {
    EXPECT_EQ(tree("F1 ==5"), "F1 == 5");
    EXPECT_EQ(tree("a==1&&!(b>=-2||c<3)"), "a == 1 && !(b >= -2 || c < 3)");
    EXPECT_EQ(tree("a\nIN[1,\t2 , 3]"), "a IN [1,2,3]");
    EXPECT_EQ(tree("a!=null&&b<=\"x\""), "a != null && b <= \"x\"");
    EXPECT_EQ(tree("  ! ( a == 1 )  "), "!(a == 1)");
}

TEST(Parse, binds_and_tighter_than_or_and_a_negation_only_to_its_group) {
    EXPECT_EQ(tree("a==1||b==2&&c==3"), "a == 1 || b == 2 && c == 3");
    const auto query = parse_items_query("a==1||b==2&&c==3");
    const auto& terms = std::get<Or>((*query)->kind).terms;
    ASSERT_EQ(terms.size(), 2U);
    EXPECT_TRUE(std::holds_alternative<Comparison>(terms[0].kind));
    EXPECT_TRUE(std::holds_alternative<And>(terms[1].kind));

    const auto negated = parse_items_query("!(a==1)&&b==2");
    const auto& factors = std::get<And>((*negated)->kind).terms;
    ASSERT_EQ(factors.size(), 2U);
    EXPECT_TRUE(std::holds_alternative<Not>(factors[0].kind));
}

TEST(Parse, flattens_groups_of_the_same_kind) {
    EXPECT_EQ(tree("(((a==1)))"), "a == 1");
    const auto conjunction = parse_items_query("a==1&&(b==2&&(c==3&&d==4))");
    EXPECT_EQ(std::get<And>((*conjunction)->kind).terms.size(), 4U);
    const auto disjunction = parse_items_query("(a==1||b==2)||(c==3||d==4)");
    EXPECT_EQ(std::get<Or>((*disjunction)->kind).terms.size(), 4U);
    EXPECT_EQ(tree("!(!((a==1)))"), "!(!(a == 1))");
}

TEST(Parse, reads_names_and_paths) {
    EXPECT_EQ(tree("a.b.c_1 == 1"), "a.b.c_1 == 1");
    EXPECT_EQ(tree("a._id == 1"), "a._id == 1");
    EXPECT_EQ(tree("_createdAt > 5"), "_createdAt > 5");
    EXPECT_EQ(tree("in IN [1]"), "in IN [1]");
    EXPECT_EQ(tree("null == null"), "null == null");
    const auto query = parse_items_query("a.b == 1");
    EXPECT_EQ(comparison(*query).path.parts, (std::vector<std::string>{"a", "b"}));
    EXPECT_FALSE(comparison(*query).path.is_system());
}

TEST(Parse, reads_every_kind_of_literal_as_it_was_written) {
    for (const std::string_view literal :
         {"123",
          "-123",
          "1.23",
          "-1.23",
          "0",
          "-0",
          "1.0",
          "1e0",
          "1E+2",
          "1e-2",
          "12345678901234567890",
          R"("string")",
          R"("")",
          R"("あ😀")",
          R"("\" \\ \/ \b \f \n \r \t \u3042 \uD83D\uDE00 \ud83d\ude00")",
          "null",
          "true",
          "false",
          "[]",
          "[1,2,3]",
          R"([1,"a",null,[true,[]]])"}) {
        const auto query = parse_items_query(std::string("a == ") + std::string(literal));
        ASSERT_TRUE(query) << literal << ": " << query.error().params().at(0).text.text();
        EXPECT_EQ(constant(*query).raw, literal);
    }
}

TEST(Parse, fills_every_form_of_a_constant) {
    const auto number = parse_items_query("a == 1.50e1");
    EXPECT_EQ(constant(*number).raw, "1.50e1");
    EXPECT_EQ(constant(*number).order_key, number_key("15"));
    EXPECT_EQ(
        constant(*number).equality_text, constant(*parse_items_query("a == 15")).equality_text
    );
    EXPECT_FALSE(constant(*number).is_null());
    EXPECT_FALSE(constant(*number).is_composite());

    EXPECT_TRUE(constant(*parse_items_query("a == null")).is_null());
    EXPECT_TRUE(constant(*parse_items_query("a == [ 1 , [ ] ]")).is_composite());
    EXPECT_EQ(constant(*parse_items_query("a == [ 1 , [ ] ]")).raw, "[1,[]]");
    EXPECT_TRUE(constant(*parse_items_query("a == ?", "[{}]")).is_composite());
}

TEST(Parse, puts_bound_values_of_any_kind_in) {
    EXPECT_EQ(
        tree("a == ?", R"([ { "b" : [ 1, {"c": null} ] } ])"), R"(a == {"b":[1,{"c":null}]})"
    );
    EXPECT_EQ(tree("a IN [?, 2, ?]", R"([1, "x"])"), R"(a IN [1,2,"x"])");
    EXPECT_EQ(tree("a IN ?", R"([[[1], {"b": 2}, null]])"), R"(a IN [[1],{"b":2},null])");
    EXPECT_EQ(tree("a == [[?], ?]", "[[1], true]"), "a == [[[1]],true]");
    EXPECT_EQ(tree("a CONTAINS ?", "[[1]]"), "a CONTAINS [1]");
    EXPECT_EQ(tree("a > ? && b < ?", R"(["?", false])"), R"(a > "?" && b < false)");
}

TEST(Parse, takes_lists_without_elements) {
    EXPECT_EQ(tree("a IN []"), "a IN []");
    EXPECT_EQ(tree("a NIN ?", "[[]]"), "a NIN []");
}

TEST(Parse, takes_what_just_fits_the_limits) {
    const std::size_t depth = limits::kQueryDepthMax;
    EXPECT_EQ(tree(repeat("(", depth) + "a==1" + repeat(")", depth)), "a == 1");
    EXPECT_EQ(
        tree(repeat("!(", depth) + "a==1" + repeat(")", depth)),
        repeat("!(", depth) + "a == 1" + repeat(")", depth)
    );
    const std::string nested = repeat("[", depth) + repeat("]", depth);
    EXPECT_EQ(tree("a==" + nested), "a == " + nested);
    // A level is free again once it is closed.
    EXPECT_EQ(tree(repeat("(a==1)||", depth) + "a==[[1],[2]]").substr(0, 6), "a == 1");

    const std::string elements = "[0" + repeat(",0", limits::kQueryArrayElementsMax - 1) + "]";
    EXPECT_EQ(tree("a IN " + elements), "a IN " + elements);
    EXPECT_EQ(tree("a IN ?", "[" + elements + "]"), "a IN " + elements);

    const std::string name(limits::kQueryBytesMax - 3, 'a');
    EXPECT_EQ(tree(name + "==1"), name + " == 1");

    const std::string number = "1." + repeat("0", limits::kJsonNumberCharactersMax - 2);
    EXPECT_EQ(tree("a == " + number), "a == " + number);
    EXPECT_EQ(tree("a == ?", "[" + number + "]"), "a == " + number);

    const std::string path = "a" + repeat(".a", limits::kPathPartsMax - 1);
    EXPECT_EQ(tree(path + "==1"), path + " == 1");
}

TEST(ParsePath, reads_what_may_be_sorted_by) {
    constexpr std::array<std::string_view, 2> kKnown{"_id", "_createdAt"};
    EXPECT_EQ(parse_path("a", kKnown)->text(), "a");
    EXPECT_EQ(parse_path("a.b_2._c", kKnown)->parts.size(), 3U);
    EXPECT_TRUE(parse_path("_createdAt", kKnown)->is_system());
    const std::string longest = "a" + repeat(".a", limits::kPathPartsMax - 1);
    EXPECT_EQ(parse_path(longest, kKnown)->text(), longest);
}

TEST(ParsePath, is_empty_for_what_is_no_path) {
    constexpr std::array<std::string_view, 2> kKnown{"_id", "_createdAt"};
    for (const std::string_view text :
         {"", " a", "a ", "1a", "a.", ".a", "a..b", "a.1", "a-b", "é", "a.é", "_x", "_id.x", "_"}) {
        EXPECT_FALSE(parse_path(text, kKnown)) << text;
    }
    EXPECT_FALSE(parse_path("a" + repeat(".a", limits::kPathPartsMax), kKnown));
    EXPECT_FALSE(parse_path(std::string(limits::kQueryBytesMax + 1, 'a'), kKnown));
}

}  // namespace
}  // namespace hako::monaql
