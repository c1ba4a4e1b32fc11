// SPDX-License-Identifier: Apache-2.0
#include "json/stored_text.hpp"

#include "json/document.hpp"
#include "json/order_key.hpp"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace hako::json {
namespace {

const std::string kItem =
    R"({"a":1,"title":"x\"},{\"b\":2","b":[1,{"a":5,"]":"}"},[]],"o":{"a":-2.5,"":"e","q\"":)"
    R"({"deep":[true]},"\u00e9":7,"back\\":8},"n":null,"t":true,"z":"last"})";

std::string find(const std::string& object, const std::vector<std::string>& path) {
    return std::string(find_stored(object, path).value_or("none"));
}

std::vector<std::pair<std::string, std::string>> members(std::string_view object) {
    std::vector<std::pair<std::string, std::string>> result;
    for_each_stored(object, [&result](std::string_view name, std::string_view raw_value) {
        result.emplace_back(name, raw_value);
    });
    return result;
}

TEST(StoredText, finds_a_property_behind_any_value) {
    EXPECT_EQ(find(kItem, {"a"}), "1");
    EXPECT_EQ(find(kItem, {"title"}), R"("x\"},{\"b\":2")");
    EXPECT_EQ(find(kItem, {"b"}), R"([1,{"a":5,"]":"}"},[]])");
    EXPECT_EQ(find(kItem, {"n"}), "null");
    EXPECT_EQ(find(kItem, {"t"}), "true");
    EXPECT_EQ(find(kItem, {"z"}), "\"last\"");
}

TEST(StoredText, does_not_take_a_nested_name_or_a_text_for_a_property) {
    EXPECT_EQ(find(R"({"x":{"a":1,"b":2},"y":[{"q":0,"a":3}],"a":4})", {"a"}), "4");
    EXPECT_EQ(find(R"({"x":{"a":1},"y":[{"q":0,"a":3}]})", {"a"}), "none");
    EXPECT_EQ(find(R"({"x":",\"a\":1","a":{"a":2}})", {"a"}), R"({"a":2})");
    EXPECT_EQ(find(R"({"x":{"\"a":1,"[\\":2},"a":3})", {"a"}), "3");
    EXPECT_EQ(find(R"({"x":"[","y":"{","a":"b"})", {"a"}), "\"b\"");
    EXPECT_EQ(find(R"({"x":"a","a":1})", {"a"}), "1");
    EXPECT_EQ(find(R"({"a":1,"b":2})", {"a\":1,\"b"}), "none");
    EXPECT_EQ(find(R"({"a":1})", {""}), "none");
}

TEST(StoredText, finds_what_the_parsed_document_finds) {
    Document document;
    ASSERT_FALSE(document.parse(kItem).has_value());
    for (const Member member : document.root().members()) {
        EXPECT_EQ(find(kItem, {member.name.string()}), member.value.text());
    }
}

TEST(StoredText, reaches_into_objects_by_unescaped_names) {
    EXPECT_EQ(find(kItem, {"o", "a"}), "-2.5");
    EXPECT_EQ(find(kItem, {"o", ""}), "\"e\"");
    EXPECT_EQ(find(kItem, {"o", "q\"", "deep"}), "[true]");
    EXPECT_EQ(find(kItem, {"o", "\xC3\xA9"}), "7");
    EXPECT_EQ(find(kItem, {"o", "back\\"}), "8");
    EXPECT_EQ(find(kItem, {}), kItem);
}

TEST(StoredText, does_not_find_what_is_not_there) {
    EXPECT_EQ(find(kItem, {"missing"}), "none");
    EXPECT_EQ(find(kItem, {"titl"}), "none");
    EXPECT_EQ(find(kItem, {"titles"}), "none");
    EXPECT_EQ(find(kItem, {"deep"}), "none");
    EXPECT_EQ(find(kItem, {"o", "b"}), "none");
    EXPECT_EQ(find(kItem, {"o", "q\\\""}), "none");
    EXPECT_EQ(find("{}", {"a"}), "none");
    EXPECT_EQ(find(R"({"o":{}})", {"o", "a"}), "none");
}

TEST(StoredText, does_not_reach_into_what_is_no_object) {
    EXPECT_EQ(find(kItem, {"a", "x"}), "none");
    EXPECT_EQ(find(kItem, {"b", "a"}), "none");
    EXPECT_EQ(find(kItem, {"b", "0"}), "none");
    EXPECT_EQ(find(kItem, {"n", "x"}), "none");
    EXPECT_EQ(find(kItem, {"title", "b"}), "none");
}

TEST(StoredText, visits_members_in_their_order) {
    const std::vector<std::pair<std::string, std::string>> expected = {
        {"a", "[]"}, {"b", "{}"}, {"c", "\"\""}, {"d", "-1e5"}
    };
    EXPECT_EQ(members(R"({"a":[],"b":{},"c":"","d":-1e5})"), expected);
    EXPECT_TRUE(members("{}").empty());
}

TEST(StoredText, does_not_leave_a_text_that_is_cut_off) {
    for (std::size_t size = 0; size < kItem.size(); ++size) {
        const std::vector<char> cut(
            kItem.begin(), kItem.begin() + static_cast<std::ptrdiff_t>(size)
        );
        const std::string_view text(cut.data(), cut.size());
        for (const auto& [name, raw_value] : members(text)) {
            EXPECT_LE(name.size() + raw_value.size(), size);
        }
        for (const std::string name : {"a", "z", "missing"}) {
            const auto found = find_stored(text, std::vector<std::string>{name});
            EXPECT_LE(found.value_or("").size(), size);
        }
    }
}

TEST(StoredText, makes_the_order_key_of_the_parsed_value) {
    const std::string text =
        R"({"a":1.0,"b":"x\u0000\u00e9","c":[1],"d":{"e":1},"f":true,"g":false,"h":null,"i":-7,"j":"p"})";
    Document document;
    ASSERT_FALSE(document.parse(text).has_value());
    for (const Member member : document.root().members()) {
        std::string expected = "before";
        append_order_key(expected, member.value);
        std::string key = "before";
        append_stored_order_key(key, text, std::vector<std::string>{member.name.string()});
        EXPECT_EQ(key, expected) << member.name.text();
    }
}

TEST(StoredText, gives_a_missing_property_the_key_of_null) {
    std::string expected;
    append_null_order_key(expected);
    std::string key;
    append_stored_order_key(key, kItem, std::vector<std::string>{"o", "missing"});
    EXPECT_EQ(key, expected);
    key.clear();
    append_raw_order_key(key, "null");
    EXPECT_EQ(key, expected);
}

TEST(StoredText, merge_replaces_in_place_and_appends_in_order) {
    EXPECT_EQ(
        merge_stored(
            R"({"a":1,"b":[2,{"c":3}],"c":"x"})", R"({"z":1,"b":null,"y":{"a":[]},"a":1.10})"
        ),
        R"({"a":1.10,"b":null,"c":"x","z":1,"y":{"a":[]}})"
    );
}

TEST(StoredText, merge_replaces_objects_whole) {
    EXPECT_EQ(merge_stored(R"({"o":{"a":1,"b":2}})", R"({"o":{"b":3}})"), R"({"o":{"b":3}})");
}

TEST(StoredText, merge_takes_empty_objects) {
    EXPECT_EQ(merge_stored("{}", "{}"), "{}");
    EXPECT_EQ(merge_stored("{}", R"({"b":1,"a":2})"), R"({"b":1,"a":2})");
    EXPECT_EQ(merge_stored(R"({"b":1,"a":2})", "{}"), R"({"b":1,"a":2})");
}

TEST(StoredText, merge_of_large_objects_is_not_quadratic) {
    std::string stored = "{";
    std::string changes = "{";
    for (int i = 0; i < 30'000; ++i) {
        const std::string separator = i == 0 ? "\"" : ",\"";
        stored += separator + "p" + std::to_string(i) + "\":1";
        changes += separator + "p" + std::to_string(2 * i) + "\":2";
    }
    const std::string merged = merge_stored(stored + "}", changes + "}");
    EXPECT_EQ(members(merged).size(), 45'000);
    EXPECT_EQ(find(merged, {"p2"}), "2");
    EXPECT_EQ(find(merged, {"p3"}), "1");
    EXPECT_TRUE(merged.ends_with("\"p59998\":2}"));
}

}  // namespace
}  // namespace hako::json
