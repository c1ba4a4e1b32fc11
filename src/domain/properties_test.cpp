// SPDX-License-Identifier: Apache-2.0
#include "domain/properties.hpp"

#include "base/limits.hpp"

#include <gtest/gtest.h>

namespace hako {
namespace {

std::optional<Properties>
read(const std::string& json, SystemNames system_names, std::string& why) {
    json::Document document;
    const auto fault = document.parse(json);
    check(!fault, "the test's JSON is wrong");
    return Properties::read(document.root(), system_names, why);
}

std::string stored(const std::string& json, SystemNames system_names = SystemNames::refuse) {
    std::string why;
    auto properties = read(json, system_names, why);
    return properties ? std::move(*properties).text() : why;
}

std::string refusal(const std::string& json, SystemNames system_names = SystemNames::refuse) {
    std::string why;
    return read(json, system_names, why) ? "not refused" : why;
}

std::string object_of_bytes(std::size_t bytes) {
    const std::string frame = R"({"a":""})";
    return R"({"a":")" + std::string(bytes - frame.size(), 'x') + R"("})";
}

TEST(Properties, keeps_values_as_sent_and_drops_white_space) {
    EXPECT_EQ(
        stored(R"( { "a" : 1.10 , "b" : [ 1 , {"_x": null, "": 12345678901234567890} ] } )"),
        R"({"a":1.10,"b":[1,{"_x":null,"":12345678901234567890}]})"
    );
    EXPECT_EQ(stored("{}"), "{}");
    EXPECT_EQ(stored(R"({"group_id":1,"A9":true})"), R"({"group_id":1,"A9":true})");
    EXPECT_EQ(Properties().text(), "{}");
}

TEST(Properties, writes_an_escaped_name_plainly) {
    EXPECT_EQ(stored(R"({"\u0061b":1})"), R"({"ab":1})");
}

TEST(Properties, drops_system_names_where_they_are_ignored) {
    EXPECT_EQ(
        stored(R"({"_id":"x","a":1,"_anything":2,"\u005fpermission":3})", SystemNames::drop),
        R"({"a":1})"
    );
    EXPECT_EQ(stored(R"({"_id":"x"})", SystemNames::drop), "{}");
}

TEST(Properties, refuses_system_names_where_they_are_an_error) {
    EXPECT_EQ(refusal(R"({"a":1,"_id":"x"})"), "The system property \"_id\" cannot be set.");
    EXPECT_EQ(refusal(R"({"\u005fid":null})"), "The system property \"_id\" cannot be set.");
    EXPECT_EQ(refusal(R"({"_":1})"), "The system property \"_\" cannot be set.");
}

TEST(Properties, refuses_what_is_not_an_object) {
    for (const auto* json : {"[]", "null", "1", "\"a\"", "true"}) {
        EXPECT_EQ(refusal(json), "Must be an object.") << json;
    }
}

TEST(Properties, refuses_names_that_are_not_plain) {
    for (const auto* json :
         {R"({"1a":1})",
          R"({"a-b":1})",
          R"({"a b":1})",
          R"({"a.b":1})",
          R"({"é":1})",
          R"({"a\u0000":1})",
          R"({"a\"":1})",
          R"({"__proto__x-":1})"}) {
        const auto text = refusal(json);
        EXPECT_TRUE(text.starts_with("The property name \"") || text.starts_with("The system"))
            << text;
    }
    EXPECT_EQ(refusal(R"({"":1})"), "A property name must not be empty.");
}

TEST(Properties, refuses_a_bad_name_on_update_too) {
    EXPECT_NE(refusal(R"({"_id":1,"a b":1})", SystemNames::drop), "not refused");
}

TEST(Properties, refuses_a_name_one_character_too_long) {
    const std::string longest(limits::kPropertyNameCharactersMax, 'a');
    EXPECT_EQ(stored("{\"" + longest + "\":1}"), "{\"" + longest + "\":1}");
    const auto text = refusal("{\"" + longest + "a\":1}");
    EXPECT_NE(text.find("at most 255 characters"), std::string::npos) << text;
}

TEST(Properties, refuses_a_number_one_character_too_long) {
    const std::string longest = "1." + std::string(limits::kJsonNumberCharactersMax - 2, '1');
    EXPECT_EQ(stored("{\"a\":" + longest + "}"), "{\"a\":" + longest + "}");
    EXPECT_EQ(
        refusal("{\"b\":1,\"a\":[" + longest + "1]}"),
        "The property \"a\" holds a number of more than 128 characters."
    );
}

TEST(Properties, measures_the_size_without_white_space) {
    const auto largest = object_of_bytes(limits::kPropertiesBytesMax);
    EXPECT_EQ(stored("  " + largest + "  "), largest);
    EXPECT_EQ(
        refusal(object_of_bytes(limits::kPropertiesBytesMax + 1)),
        "The properties are 512001 bytes of JSON; at most 512000 are allowed."
    );
}

TEST(Properties, measures_the_size_after_the_merge) {
    std::string why;
    const auto changes = read(R"({"b":1})", SystemNames::drop, why);
    ASSERT_TRUE(changes);
    const auto merged = changes->merged_over(R"({"a":1,"b":2})", "item");
    ASSERT_TRUE(merged);
    EXPECT_EQ(*merged, R"({"a":1,"b":1})");
    const auto over = changes->merged_over(object_of_bytes(limits::kPropertiesBytesMax), "user");
    ASSERT_FALSE(over);
    EXPECT_EQ(over.error().params()[0].name, "user");
}

TEST(Properties, cuts_a_long_name_between_characters) {
    EXPECT_EQ(quoted_name("ab"), "\"ab\"");
    EXPECT_EQ(quoted_name(std::string(64, 'a')), "\"" + std::string(64, 'a') + "\"");
    EXPECT_EQ(quoted_name(std::string(65, 'a')), "\"" + std::string(64, 'a') + "…\"");
    EXPECT_EQ(quoted_name(std::string(63, 'a') + "éé"), "\"" + std::string(63, 'a') + "é…\"");
}

TEST(Properties, shows_the_selected_ones_only) {
    const std::string object = R"({"b":1,"a":[2],"c":"x"})";
    std::string out;
    append_own_properties(out, object, std::nullopt);
    EXPECT_EQ(out, R"(,"b":1,"a":[2],"c":"x")");
    out.clear();
    append_own_properties(out, object, make_selection({"c", "nope", "b", "c"}));
    EXPECT_EQ(out, R"(,"b":1,"c":"x")");
    out.clear();
    append_own_properties(out, object, std::vector<std::string>());
    EXPECT_EQ(out, "");
    append_own_properties(out, "{}", std::nullopt);
    EXPECT_EQ(out, "");
}

}  // namespace
}  // namespace hako
