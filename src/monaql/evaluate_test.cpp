// SPDX-License-Identifier: Apache-2.0
#include "monaql/evaluate.hpp"

#include "base/check.hpp"
#include "json/document.hpp"
#include "monaql/parse_for_test.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace hako::monaql {
namespace {

/// Whether the object with this JSON text matches.
bool match(std::string_view object, std::string_view query, std::string_view bind = "") {
    json::Document document;
    check(!document.parse(object), "an object of a test that is not JSON");
    const PropertySource source = [&](const Path& path) -> std::optional<std::string_view> {
        std::optional<json::Value> value = document.root();
        for (const std::string& part : path.parts) {
            value = value->is(json::Kind::object) ? value->find(part) : std::nullopt;
            if (!value) {
                return std::nullopt;
            }
        }
        return value->text();
    };
    const auto parsed = parse_items_query(query, bind);
    check(parsed.has_value(), "a query of a test that does not parse");
    return matches(**parsed, source);
}

/// Checks a query and its exact negation.
void expect_equality(bool expected, std::string_view object, std::string_view value) {
    const std::string text(value);
    EXPECT_EQ(match(object, "a == " + text), expected) << object << " == " << value;
    EXPECT_EQ(match(object, "a != " + text), !expected) << object << " != " << value;
    EXPECT_EQ(match(object, "a IN [" + text + "]"), expected) << object << " IN " << value;
    EXPECT_EQ(match(object, "a NIN [" + text + "]"), !expected) << object << " NIN " << value;
}

TEST(Evaluate, compares_numbers_by_value_exactly) {
    for (const std::string_view spelling : {"1", "1.0", "1e0", "10e-1", "0.1E1"}) {
        expect_equality(true, R"({"a":1})", spelling);
    }
    expect_equality(true, R"({"a":9007199254740993})", "9007199254740993.0");
    expect_equality(false, R"({"a":9007199254740993})", "9007199254740992");
    expect_equality(true, R"({"a":-0})", "0");
    expect_equality(false, R"({"a":0.1})", "0.10000000000000001");
    expect_equality(false, R"({"a":1})", "\"1\"");
    expect_equality(false, R"({"a":1})", "true");
    EXPECT_TRUE(match(R"({"a":9007199254740993})", "a > 9007199254740992"));
    EXPECT_FALSE(match(R"({"a":9007199254740993})", "a > 9007199254740993.0"));
}

TEST(Evaluate, compares_strings_by_their_characters) {
    expect_equality(true, R"({"a":"A"})", R"("\u0041")");
    expect_equality(true, R"({"a":"\ud83d\ude00"})", R"("😀")");
    expect_equality(false, R"({"a":"a"})", R"("A")");
    expect_equality(true, R"({"a":""})", R"("")");
    EXPECT_TRUE(match(R"({"a":"b"})", R"(a > "a")"));
    EXPECT_TRUE(match(R"({"a":"ab"})", R"(a > "a")"));
    // By code point: U+FFFD is below U+1F600, though not in UTF-16.
    EXPECT_TRUE(match(R"({"a":"😀"})", R"(a > "\uFFFD")"));
    EXPECT_TRUE(match(R"({"a":"é"})", R"(a > "z")"));
}

TEST(Evaluate, orders_a_string_below_a_later_one_and_a_beginning_below_the_whole) {
    EXPECT_TRUE(match(R"({"a":"a"})", R"(a < "b" && a <= "b")"));
    EXPECT_TRUE(match(R"({"a":"a"})", R"(a < "ab" && a <= "ab")"));
    EXPECT_TRUE(match(R"({"a":""})", R"(a < "a")"));
    EXPECT_FALSE(match(R"({"a":"a"})", R"(a > "b" || a >= "b")"));
    EXPECT_FALSE(match(R"({"a":"a"})", R"(a > "ab" || a >= "ab")"));
    EXPECT_FALSE(match(R"({"a":"b"})", R"(a < "a" || a <= "a")"));
    EXPECT_FALSE(match(R"({"a":"a"})", R"(a < "a" || a > "a")"));
}

TEST(Evaluate, takes_a_missing_property_as_null) {
    expect_equality(true, R"({})", "null");
    expect_equality(true, R"({"a":null})", "null");
    expect_equality(false, R"({"a":0})", "null");
    expect_equality(false, R"({"a":false})", "null");
    expect_equality(false, R"({"a":""})", "null");
    expect_equality(false, R"({"a":[]})", "null");
    expect_equality(false, R"({})", "1");
    EXPECT_TRUE(match("{}", "a IN [1, null]"));
    EXPECT_FALSE(match("{}", "a NIN [1, null]"));
    EXPECT_TRUE(match("{}", "a NIN [1, 2]"));
}

TEST(Evaluate, lets_an_empty_list_match_nothing_and_its_negation_everything) {
    EXPECT_FALSE(match(R"({"a":1})", "a IN []"));
    EXPECT_TRUE(match(R"({"a":1})", "a NIN []"));
    EXPECT_FALSE(match("{}", "a IN []"));
    EXPECT_TRUE(match("{}", "a NIN []"));
}

TEST(Evaluate, finds_any_of_a_list) {
    EXPECT_TRUE(match(R"({"a":"y"})", R"(a IN ["x", "y"])"));
    EXPECT_FALSE(match(R"({"a":"z"})", R"(a IN ["x", "y"])"));
    EXPECT_TRUE(match(R"({"a":[1]})", "a IN [[1], 2]"));
    EXPECT_FALSE(match(R"({"a":[1,2]})", "a IN [1, 2]"));
}

TEST(Evaluate, orders_values_of_one_type) {
    EXPECT_TRUE(match(R"({"a":2})", "a > 1 && a >= 2 && a < 3 && a <= 2"));
    EXPECT_FALSE(match(R"({"a":2})", "a > 2"));
    EXPECT_FALSE(match(R"({"a":2})", "a >= 3"));
    EXPECT_FALSE(match(R"({"a":2})", "a < 2"));
    EXPECT_FALSE(match(R"({"a":2})", "a <= 1"));
    EXPECT_TRUE(match(R"({"a":true})", "a > false && a >= true"));
    EXPECT_FALSE(match(R"({"a":false})", "a > false"));
    EXPECT_TRUE(match(R"({"a":false})", "a < true && a <= false"));
}

TEST(Evaluate, finds_no_order_between_types_nor_for_null_and_composites) {
    const std::vector<std::string_view> objects{
        R"({})",
        R"({"a":null})",
        R"({"a":true})",
        R"({"a":1})",
        R"({"a":"1"})",
        R"({"a":[1]})",
        R"({"a":{"b":1}})"
    };
    const std::vector<std::string_view> values{
        "[null]", "[null]", "[false]", "[1]", "[\"1\"]", "[[1]]", R"([{"b":1}])"
    };
    for (std::size_t i = 0; i < objects.size(); ++i) {
        for (std::size_t j = 0; j < values.size(); ++j) {
            const bool ordered = i == j && i >= 2 && i <= 4;
            for (const std::string_view pair : {"a >= ? || a <= ?", "a > ? || a < ?"}) {
                const std::string bind = std::string(values[j]).substr(0, values[j].size() - 1) +
                                         "," + std::string(values[j]).substr(1);
                const bool strict = pair.find('=') == std::string_view::npos;
                // true > false; the other pairs are equal.
                const bool expected = ordered && (!strict || i == 2);
                EXPECT_EQ(match(objects[i], pair, bind), expected) << objects[i] << bind << pair;
            }
        }
    }
}

TEST(Evaluate, compares_arrays_and_objects_whole) {
    expect_equality(true, R"({"a":[1,"x",[true]]})", R"([1.0, "\u0078", [true]])");
    expect_equality(false, R"({"a":[1,2]})", "[2,1]");
    expect_equality(false, R"({"a":[1]})", "1");
    expect_equality(false, R"({"a":{}})", "[]");
    EXPECT_TRUE(match(R"({"a":{"b":1,"c":[2]}})", "a == ?", R"([{"c":[2e0],"b":1.0}])"));
    EXPECT_FALSE(match(R"({"a":{"b":1,"c":2}})", "a == ?", R"([{"b":1}])"));
    EXPECT_TRUE(match(R"({"a":{"b":1,"c":2}})", "a != ?", R"([{"b":1}])"));
    EXPECT_FALSE(match(R"({"a":{"b":null}})", "a == ?", "[{}]"));
}

TEST(Evaluate, finds_an_element_of_an_array) {
    EXPECT_TRUE(match(R"({"tags":["a","b"]})", R"(tags CONTAINS "b")"));
    EXPECT_FALSE(match(R"({"tags":["a","b"]})", R"(tags CONTAINS "c")"));
    EXPECT_TRUE(match(R"({"tags":[1.0]})", "tags CONTAINS 1"));
    EXPECT_TRUE(match(R"({"tags":[null]})", "tags CONTAINS null"));
    EXPECT_FALSE(match(R"({"tags":[]})", "tags CONTAINS null"));
    EXPECT_TRUE(match(R"({"tags":[[1,2],3]})", "tags CONTAINS [1,2]"));
    EXPECT_FALSE(match(R"({"tags":[[1]]})", "tags CONTAINS 1"));
    EXPECT_TRUE(match(R"({"tags":[{"x":1,"y":2}]})", "tags CONTAINS ?", R"([{"y":2,"x":1}])"));
}

TEST(Evaluate, contains_is_false_for_what_is_no_array) {
    EXPECT_FALSE(match(R"({"tags":"a"})", R"(tags CONTAINS "a")"));
    EXPECT_FALSE(match(R"({"tags":{"a":"a"}})", R"(tags CONTAINS "a")"));
    EXPECT_FALSE(match(R"({"tags":null})", "tags CONTAINS null"));
    EXPECT_FALSE(match("{}", "tags CONTAINS null"));
}

TEST(Evaluate, reaches_into_objects_only) {
    EXPECT_TRUE(match(R"({"a":{"b":{"c":1}}})", "a.b.c == 1"));
    EXPECT_TRUE(match(R"({"a":{"b":1}})", "a.b.c == null"));
    EXPECT_TRUE(match(R"({"a":[{"b":1}]})", "a.b == null"));
    EXPECT_TRUE(match(R"({"a.b":1})", "a.b == null"));
}

TEST(Evaluate, joins_and_negates) {
    EXPECT_TRUE(match(R"({"a":12,"c":56})", "a == 12 && (b == 34 || c == 56)"));
    EXPECT_FALSE(match(R"({"a":12,"c":57})", "a == 12 && (b == 34 || c == 56)"));
    EXPECT_TRUE(match(R"({"a":12,"c":57})", "a == 12 && !(b == 34 || c == 56)"));
    EXPECT_FALSE(match(R"({"a":13,"c":57})", "a == 12 && !(b == 34 || c == 56)"));
    EXPECT_TRUE(match(R"({"a":1})", "a == 1 || b == 2 && c == 3"));
    // A comparison that is false for its type becomes true when it is negated.
    EXPECT_TRUE(match(R"({"a":"x"})", "!(a > 1)"));
}

TEST(Evaluate, takes_a_stored_value_that_is_not_json_for_a_bug) {
    const auto query = parse_items_query("a == 1");
    const PropertySource bad_json = [](const Path&) {
        return std::optional<std::string_view>("{");
    };
    EXPECT_THROW(matches(**query, bad_json), Bug);
}

}  // namespace
}  // namespace hako::monaql
