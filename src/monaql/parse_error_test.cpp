// SPDX-License-Identifier: Apache-2.0
// Every refusal of a query, with its exact message and position.

#include "base/limits.hpp"
#include "monaql/parse_for_test.hpp"

#include <gtest/gtest.h>

namespace hako::monaql {
namespace {

TEST(ParseError, says_where_a_value_was_expected) {
    EXPECT_EQ(
        refusal("(a == 1) &&"),
        "criteria: Expected a property name or a group at character 12, found the end of the query."
    );
    EXPECT_EQ(
        refusal("(score == )"), R"~(criteria: Expected a value at character 11, found ")".)~"
    );
    EXPECT_EQ(
        refusal("Building == abc"), R"(criteria: Expected a value at character 13, found "abc".)"
    );
    EXPECT_EQ(
        refusal("a =="), "criteria: Expected a value at character 5, found the end of the query."
    );
    EXPECT_EQ(refusal("a === 1"), R"(criteria: Expected a value at character 5, found "=".)");
    EXPECT_EQ(refusal("a <> 1"), R"(criteria: Expected a value at character 4, found ">".)");
    EXPECT_EQ(refusal("a == {}"), R"(criteria: Expected a value at character 6, found "{".)");
    EXPECT_EQ(
        refusal("a CONTAINS"),
        "criteria: Expected a value at character 11, found the end of the query."
    );
}

TEST(ParseError, takes_words_for_values_in_lower_case_only) {
    EXPECT_EQ(refusal("a == True"), R"(criteria: Expected a value at character 6, found "True".)");
    EXPECT_EQ(
        refusal("a == FALSE"), R"(criteria: Expected a value at character 6, found "FALSE".)"
    );
    EXPECT_EQ(refusal("a == NULL"), R"(criteria: Expected a value at character 6, found "NULL".)");
    EXPECT_EQ(
        refusal("a == null.b"), R"(criteria: Expected a value at character 6, found "null.b".)"
    );
}

TEST(ParseError, refuses_single_quotes_and_says_what_to_use) {
    EXPECT_EQ(
        refusal("a == 'b'"),
        R"(criteria: Expected a value at character 6, found "'". Strings stand in double quotes.)"
    );
}

TEST(ParseError, refuses_numbers_that_are_not_written_as_in_json) {
    for (const std::string number :
         {"-", "01", "-01", "1.", "1.e5", "1e", "1e+", "1abc", "1-2", "1.2.3", "0x10", "--1"}) {
        EXPECT_EQ(
            refusal("a == " + number),
            "criteria: Expected a value at character 6, found \"" + number + "\"."
        );
    }
    EXPECT_EQ(refusal("a == .5"), R"(criteria: Expected a value at character 6, found ".".)");
    EXPECT_EQ(refusal("a == +5"), R"(criteria: Expected a value at character 6, found "+".)");
    EXPECT_EQ(
        refusal("a == -Infinity"),
        R"(criteria: Expected a value at character 6, found "-Infinity".)"
    );
}

TEST(ParseError, counts_characters_not_bytes) {
    EXPECT_EQ(
        refusal(R"(a == "あ😀é" && )"),
        "criteria: Expected a property name or a group at character 15, "
        "found the end of the query."
    );
    EXPECT_EQ(
        refusal("a == \"\xE3\x81\x82\" && \xE3\x81\x82 == 1"),
        "criteria: Expected a property name or a group at character 13, found \"\xE3\x81\x82\"."
    );
}

TEST(ParseError, shortens_what_it_quotes_and_shows_control_characters_by_number) {
    EXPECT_EQ(
        refusal("a == " + std::string(41, 'x')),
        "criteria: Expected a value at character 6, found \"" + std::string(40, 'x') + "...\"."
    );
    EXPECT_EQ(
        refusal("a == " + std::string(40, 'x')),
        "criteria: Expected a value at character 6, found \"" + std::string(40, 'x') + "\"."
    );
    EXPECT_EQ(
        refusal(std::string_view("a == \0", 6)),
        "criteria: Expected a value at character 6, found U+0000."
    );
    EXPECT_EQ(refusal("a == \x7F"), "criteria: Expected a value at character 6, found U+007F.");
}

TEST(ParseError, says_where_an_operator_was_expected) {
    EXPECT_EQ(
        refusal("a"), "criteria: Expected an operator at character 2, found the end of the query."
    );
    EXPECT_EQ(refusal("a b"), R"(criteria: Expected an operator at character 3, found "b".)");
    EXPECT_EQ(
        refusal("a LIKE 1"), R"(criteria: Expected an operator at character 3, found "LIKE".)"
    );
    EXPECT_EQ(
        refusal("a IN.b [1]"), R"(criteria: Expected an operator at character 3, found "IN.b".)"
    );
    EXPECT_EQ(refusal("a -1"), R"(criteria: Expected an operator at character 3, found "-1".)");
    EXPECT_EQ(refusal("a \"b\""), "criteria: Expected an operator at character 3, found a string.");
    EXPECT_EQ(refusal("a. == 1"), R"(criteria: Expected an operator at character 2, found ".".)");
    EXPECT_EQ(refusal("a.1 == 1"), R"(criteria: Expected an operator at character 2, found ".".)");
    EXPECT_EQ(refusal("a-b == 1"), R"(criteria: Expected an operator at character 2, found "-b".)");
    EXPECT_EQ(
        refusal("a !(b == 1)"), R"(criteria: Expected an operator at character 3, found "!".)"
    );
}

TEST(ParseError, says_where_a_property_was_expected) {
    const std::string expected = "criteria: Expected a property name or a group at character ";
    EXPECT_EQ(refusal("== 1"), expected + R"(1, found "==".)");
    EXPECT_EQ(refusal("1 == 1"), expected + R"(1, found "1".)");
    EXPECT_EQ(refusal("\"a\" == 1"), expected + "1, found a string.");
    EXPECT_EQ(refusal("()"), expected + R"~(2, found ")".)~");
    EXPECT_EQ(refusal("a==1 && && b==1"), expected + R"(9, found "&&".)");
    EXPECT_EQ(refusal("? == 1", "[1]"), expected + R"(1, found "?".)");
    EXPECT_EQ(refusal(".a == 1"), expected + R"(1, found ".".)");
}

TEST(ParseError, says_what_may_follow_a_comparison) {
    EXPECT_EQ(
        refusal("a == 1 AND b == 2"),
        R"(criteria: Expected "&&", "||" or the end of the query at character 8, found "AND".)"
    );
    EXPECT_EQ(
        refusal("a == 1 & b == 2"),
        R"(criteria: Expected "&&", "||" or the end of the query at character 8, found "&".)"
    );
    EXPECT_EQ(
        refusal("a == 1)"),
        R"~(criteria: Expected "&&", "||" or the end of the query at character 7, found ")".)~"
    );
    EXPECT_EQ(
        refusal("a == 1;"),
        R"(criteria: Expected "&&", "||" or the end of the query at character 7, found ";".)"
    );
    EXPECT_EQ(
        refusal("(a == 1 | b == 2)"),
        R"~(criteria: Expected "&&", "||" or ")" at character 9, found "|".)~"
    );
    EXPECT_EQ(
        refusal("!(a == 1"),
        R"~(criteria: Expected "&&", "||" or ")" at character 9, found the end of the query.)~"
    );
}

TEST(ParseError, takes_a_negation_before_a_group_only) {
    EXPECT_EQ(refusal("!a == 1"), R"(criteria: Expected "(" at character 2, found "a".)");
    EXPECT_EQ(refusal("! !(a == 1)"), R"(criteria: Expected "(" at character 3, found "!".)");
    EXPECT_EQ(
        refusal("a==1||!"), R"(criteria: Expected "(" at character 8, found the end of the query.)"
    );
}

TEST(ParseError, says_what_is_wrong_in_an_array) {
    EXPECT_EQ(refusal("a IN [1,]"), R"(criteria: Expected a value at character 9, found "]".)");
    EXPECT_EQ(refusal("a IN [1 2]"), R"(criteria: Expected "," or "]" at character 9, found "2".)");
    EXPECT_EQ(
        refusal("a == [[1"),
        R"(criteria: Expected "," or "]" at character 9, found the end of the query.)"
    );
    EXPECT_EQ(refusal("a == [[1,x"), R"(criteria: Expected a value at character 10, found "x".)");
    EXPECT_EQ(
        refusal("a IN ["), "criteria: Expected a value at character 7, found the end of the query."
    );
}

TEST(ParseError, takes_only_an_array_for_in_and_nin) {
    EXPECT_EQ(refusal("a IN 5"), R"(criteria: Expected an array at character 6, found "5".)");
    EXPECT_EQ(
        refusal("a NIN \"x\""), "criteria: Expected an array at character 7, found a string."
    );
    EXPECT_EQ(refusal("a IN null"), R"(criteria: Expected an array at character 6, found "null".)");
    EXPECT_EQ(refusal("a IN (1)"), R"(criteria: Expected an array at character 6, found "(".)");
    const std::string found =
        "criteria: Expected an array at character 6, found a place holder for ";
    EXPECT_EQ(refusal("a IN ?", "[null]"), found + "null.");
    EXPECT_EQ(refusal("a IN ?", "[true]"), found + "a boolean.");
    EXPECT_EQ(refusal("a IN ?", "[1]"), found + "a number.");
    EXPECT_EQ(refusal("a IN ?", "[\"x\"]"), found + "a string.");
    EXPECT_EQ(refusal("a IN ?", "[{}]"), found + "an object.");
}

TEST(ParseError, says_what_is_wrong_inside_a_string) {
    EXPECT_EQ(
        refusal(R"(a == "b)"),
        "criteria: Expected a closing double quote at character 8, found the end of the query."
    );
    EXPECT_EQ(
        refusal(R"(a == "b\)"),
        "criteria: Expected one of JSON's escapes at character 9, found the end of the query."
    );
    EXPECT_EQ(
        refusal(R"(a == "あ\q")"),
        R"(criteria: Expected one of JSON's escapes at character 9, found "q".)"
    );
    EXPECT_EQ(
        refusal(R"(a == "\u12G4")"),
        R"(criteria: Expected a hexadecimal digit at character 11, found "G".)"
    );
    EXPECT_EQ(
        refusal(R"(a == "\u12)"),
        "criteria: Expected a hexadecimal digit at character 11, found the end of the query."
    );
    EXPECT_EQ(
        refusal("a == \"b\nc\""),
        "criteria: Expected an escape for the control character at character 8, found U+000A."
    );
    EXPECT_EQ(
        refusal(R"(a == ["b\x"])"),
        R"(criteria: Expected one of JSON's escapes at character 10, found "x".)"
    );
}

TEST(ParseError, refuses_lone_surrogates) {
    EXPECT_EQ(
        refusal(R"(a == "\uDC00")"),
        R"(criteria: Expected a high surrogate before the low one at character 7, found "\uDC00".)"
    );
    EXPECT_EQ(
        refusal(R"(a == "\uD800x")"),
        R"(criteria: Expected a low surrogate after the high one at character 13, found "x".)"
    );
    EXPECT_EQ(
        refusal(R"(a == "\uD800\u0041")"),
        R"(criteria: Expected a low surrogate after the high one at character 13, found "\".)"
    );
    EXPECT_EQ(
        refusal(R"(a == "\uD800\uD800")"),
        R"(criteria: Expected a low surrogate after the high one at character 13, found "\".)"
    );
    EXPECT_EQ(
        refusal(R"(a == "\uD800\uE000")"),
        R"(criteria: Expected a low surrogate after the high one at character 13, found "\".)"
    );
    EXPECT_EQ(
        refusal(R"(a == "\uD800\uDg00")"),
        R"(criteria: Expected a hexadecimal digit at character 16, found "g".)"
    );
}

TEST(ParseError, refuses_invalid_utf8) {
    EXPECT_EQ(refusal("a == \"\xFF\""), "criteria: The string at character 6 is not valid UTF-8.");
    EXPECT_EQ(
        refusal("a == \"\x80\x80\x80\x80\x80\""),
        "criteria: The string at character 6 is not valid UTF-8."
    );
    EXPECT_EQ(refusal("a == \xE3"), "criteria: Expected a value at character 6, found \"\xE3\".");
}

TEST(ParseError, names_an_unknown_system_property_and_the_nearest) {
    EXPECT_EQ(
        refusal("a == 1 && _ownerOid == 2"),
        R"(criteria: Unknown system property "_ownerOid" at character 11. )"
        R"(Did you mean "_ownerUserOid"?)"
    );
    EXPECT_EQ(refusal("_x == 1"), R"(criteria: Unknown system property "_x" at character 1.)");
    EXPECT_EQ(
        refusal("_permission == 1"),
        R"(criteria: Unknown system property "_permission" at character 1.)"
    );
    EXPECT_EQ(
        refusal("_ID == 1"),
        R"(criteria: Unknown system property "_ID" at character 1. Did you mean "_id"?)"
    );
}

TEST(ParseError, does_not_reach_into_a_system_property) {
    EXPECT_EQ(
        refusal("_id.x == 1"),
        R"(criteria: The system property "_id" at character 1 has no properties inside.)"
    );
}

TEST(ParseError, refuses_too_few_and_too_many_bind_parameters) {
    EXPECT_EQ(
        refusal("a == ? && b == ?", "[1, 2, 3]"),
        "bindParams: The query has 2 place holders, but 3 values were given."
    );
    EXPECT_EQ(
        refusal("a == ? && b IN ? && c == [?]", "[1]"),
        "bindParams: The query has 3 place holders, but 1 value was given."
    );
    EXPECT_EQ(
        refusal("a == ?"), "bindParams: The query has 1 place holder, but 0 values were given."
    );
    EXPECT_EQ(
        refusal("", "[1]"), "bindParams: The query has 0 place holders, but 1 value was given."
    );
    EXPECT_EQ(
        refusal("a == \"?\"", "[1]"),
        "bindParams: The query has 0 place holders, but 1 value was given."
    );
}

TEST(ParseError, tells_a_syntax_error_before_a_wrong_count) {
    EXPECT_EQ(
        refusal("a == ? && b =="),
        "criteria: Expected a value at character 15, found the end of the query."
    );
}

TEST(ParseError, takes_only_an_array_of_bind_parameters) {
    EXPECT_EQ(refusal("a == ?", "{}"), "bindParams: The bind parameters must be an array.");
}

TEST(ParseError, refuses_a_query_one_byte_too_long) {
    const std::string name(limits::kQueryBytesMax - 2, 'a');
    EXPECT_EQ(refusal(name + "==1"), "criteria: The query is longer than 16384 bytes.");
}

TEST(ParseError, refuses_one_level_too_many) {
    const std::size_t depth = limits::kQueryDepthMax;
    EXPECT_EQ(
        refusal(repeat("(", depth + 1) + "a==1" + repeat(")", depth + 1)),
        "criteria: The nesting at character 65 is deeper than 64 levels."
    );
    EXPECT_EQ(
        refusal(repeat("!(", 5000)),
        "criteria: The nesting at character 130 is deeper than 64 levels."
    );
    EXPECT_EQ(
        refusal("a==" + repeat("[", 10000)),
        "criteria: The nesting at character 68 is deeper than 64 levels."
    );
    EXPECT_EQ(
        refusal(repeat("(", depth) + "a IN [1]" + repeat(")", depth)),
        "criteria: The nesting at character 70 is deeper than 64 levels."
    );
    EXPECT_EQ(
        refusal(repeat("(", depth) + "a == ?" + repeat(")", depth), "[[]]"),
        "criteria: The nesting at character 70 is deeper than 64 levels."
    );
    EXPECT_EQ(
        refusal("a == " + repeat("[", 62) + "?" + repeat("]", 62), R"([{"b":[{}]}])"),
        "criteria: The nesting at character 68 is deeper than 64 levels."
    );
    EXPECT_EQ(
        refusal("a IN " + repeat("[", 63) + "?" + repeat("]", 63), R"([{"b":[]}])"),
        "criteria: The nesting at character 69 is deeper than 64 levels."
    );
    EXPECT_EQ(
        refusal(repeat("(", depth) + "a IN ?" + repeat(")", depth), "[[]]"),
        "criteria: The nesting at character 70 is deeper than 64 levels."
    );
}

TEST(ParseError, refuses_one_array_element_too_many) {
    const std::string list = "[0" + repeat(",0", limits::kQueryArrayElementsMax) + "]";
    const std::string rest = " takes the query's arrays over 1000 elements in all.";
    EXPECT_EQ(refusal("a IN " + list), "criteria: The value at character 2007" + rest);
    EXPECT_EQ(refusal("a == " + list), "criteria: The value at character 2007" + rest);
    EXPECT_EQ(refusal("a IN ?", "[" + list + "]"), "criteria: The value at character 6" + rest);
    EXPECT_EQ(
        refusal("a == ?", R"([{"b": )" + list + "}]"), "criteria: The value at character 6" + rest
    );

    const std::string half = "[0" + repeat(",0", limits::kQueryArrayElementsMax / 2 - 1) + "]";
    EXPECT_EQ(
        refusal("a IN ? && b == ? && c NIN [1]", "[" + half + "," + half + "]"),
        "criteria: The value at character 28" + rest
    );
    EXPECT_EQ(
        refusal("a IN ? && b == [[], ?]", "[" + half + "," + half + "]"),
        "criteria: The value at character 21" + rest
    );
}

TEST(ParseError, refuses_numbers_past_their_limits) {
    const std::string number = "1." + repeat("0", limits::kJsonNumberCharactersMax - 1);
    EXPECT_EQ(
        refusal("a == " + number),
        "criteria: The number at character 6 has more than 128 characters."
    );
    EXPECT_EQ(
        refusal("a == ?", "[[" + number + "]]"),
        "bindParams: A number has more than 128 characters."
    );
    EXPECT_EQ(
        refusal("a == 1e400"),
        "criteria: The number at character 6 is out of the range of a double."
    );
    EXPECT_EQ(
        refusal("a IN [-1e400]"),
        "criteria: The number at character 7 is out of the range of a double."
    );
    EXPECT_EQ(
        refusal("a == 1e-400"),
        "criteria: The number at character 6 is out of the range of a double."
    );
}

TEST(ParseError, refuses_a_path_of_too_many_names) {
    EXPECT_EQ(
        refusal("a" + repeat(".a", limits::kPathPartsMax) + " == 1"),
        "criteria: The property at character 1 has more than 16 names."
    );
}

TEST(ParseError, survives_every_cut_and_every_changed_byte_of_a_query) {
    const std::string query =
        R"(a.b == 12 && !(_id IN ["x\n\uD83D\uDE00", -1.5e3, [null]] || c CONTAINS ?) || d != "é")";
    for (std::size_t cut = 0; cut < query.size(); ++cut) {
        const std::string left = refusal(std::string_view(query).substr(0, cut), "[1]");
        EXPECT_FALSE(left.empty());
        for (const char byte : {'\0', '"', '\\', '(', ']', '\xFF', '?', 'a'}) {
            std::string changed = query;
            changed[cut] = byte;
            EXPECT_FALSE(refusal(changed, "[1]").empty());
        }
    }
}

}  // namespace
}  // namespace hako::monaql
