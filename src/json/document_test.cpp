// SPDX-License-Identifier: Apache-2.0
#include "json/document.hpp"

#include "base/check.hpp"
#include "base/limits.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace hako::json {
namespace {

std::string canonical(const std::string& text) {
    Document document;
    EXPECT_FALSE(document.parse(text).has_value()) << text;
    return document.root().canonical();
}

std::string repeated(std::size_t count, std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < count; ++i) {
        result += text;
    }
    return result;
}

TEST(Document, knows_the_kind_of_each_value) {
    const std::string text = R"([null,true,1,"a",[],{}])";
    Document document;
    ASSERT_FALSE(document.parse(text).has_value());
    const std::vector<Kind> expected = {
        Kind::null, Kind::boolean, Kind::number, Kind::string, Kind::array, Kind::object
    };
    std::vector<Kind> kinds;
    for (const Value value : document.root().elements()) {
        kinds.push_back(value.kind());
    }
    EXPECT_EQ(kinds, expected);
    EXPECT_EQ(document.root().size(), 6);
    EXPECT_TRUE(document.root().is(Kind::array));
}

TEST(Document, takes_any_kind_of_value_as_the_whole_text) {
    for (const std::string text : {"null", "true", "false", "-0", "1.5e3", "\"\"", "[]", "{}"}) {
        EXPECT_EQ(canonical(" \t\r\n" + text + " \n"), text);
    }
}

TEST(Document, walks_members_in_their_order_past_nested_values) {
    const std::string text = R"({"a":[1,[2,3]],"b":{"c":{"d":4}},"e":5})";
    Document document;
    ASSERT_FALSE(document.parse(text).has_value());
    std::string seen;
    for (const Member member : document.root().members()) {
        seen += member.name.string() + "=" + std::string(member.value.text()) + ";";
    }
    EXPECT_EQ(seen, R"(a=[1,[2,3]];b={"c":{"d":4}};e=5;)");
    EXPECT_EQ(document.root().size(), 3);
    EXPECT_EQ(document.root().find("b")->find("c")->find("d")->text(), "4");
    EXPECT_EQ(document.root().find("e")->offset(), text.find('5'));
    EXPECT_FALSE(document.root().find("d").has_value());
}

TEST(Document, iterates_empty_arrays_and_objects) {
    Document document;
    ASSERT_FALSE(document.parse("[[ ],{ }]").has_value());
    const Value empty_array = *document.root().elements().begin();
    EXPECT_TRUE(empty_array.elements().begin() == empty_array.elements().end());
    auto second = document.root().elements().begin();
    second++;
    EXPECT_TRUE((*second).members().begin() == (*second).members().end());
    EXPECT_EQ((*second).size(), 0);
}

TEST(Document, finds_a_member_by_its_unescaped_name) {
    Document document;
    ASSERT_FALSE(document.parse(R"({"\u0061\n":1,"":2})").has_value());
    EXPECT_EQ(document.root().find("a\n")->text(), "1");
    EXPECT_EQ(document.root().find("")->text(), "2");
    auto member = document.root().members().begin();
    member++;
    EXPECT_EQ((*member).name.text(), "\"\"");
}

TEST(Document, unescapes_strings) {
    const std::string text =
        R"(["\"\\\/\b\f\n\r\t","\u0041\u00e9\u20AC\ud83d\uDE00","\u0000","plain"])";
    Document document;
    ASSERT_FALSE(document.parse(text).has_value());
    std::vector<std::string> strings;
    for (const Value value : document.root().elements()) {
        strings.push_back(value.string());
    }
    EXPECT_EQ(strings[0], "\"\\/\b\f\n\r\t");
    EXPECT_EQ(strings[1], "A\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80");
    EXPECT_EQ(strings[2], std::string(1, '\0'));
    EXPECT_EQ(strings[3], "plain");
}

TEST(Document, gives_a_string_without_escapes_without_a_copy) {
    const std::string text = R"("plain")";
    Document document;
    ASSERT_FALSE(document.parse(text).has_value());
    std::string scratch;
    EXPECT_EQ(document.root().string(scratch).data(), text.data() + 1);
    EXPECT_TRUE(scratch.empty());
}

TEST(Document, removes_white_space_between_tokens_only) {
    EXPECT_EQ(
        canonical(" { \"a b\" : [ 1 ,\t2.10 , \" x \\\" y \" ] ,\r\n\"c\":{ } } "),
        R"({"a b":[1,2.10," x \" y "],"c":{}})"
    );
    EXPECT_EQ(canonical("[1,[ ]]"), "[1,[]]");
    EXPECT_EQ(canonical(R"(["\\", "\""])"), R"(["\\","\""])");
}

TEST(Document, canonical_of_a_part_leaves_its_surroundings_out) {
    Document document;
    ASSERT_FALSE(document.parse(R"({ "a" : [1, 2] , "b":[1,2] })").has_value());
    EXPECT_EQ(document.root().find("a")->text(), "[1, 2]");
    EXPECT_EQ(document.root().find("a")->canonical(), "[1,2]");
    std::string out = "x";
    document.root().find("b")->append_canonical(out);
    EXPECT_EQ(out, "x[1,2]");
}

TEST(Document, keeps_numbers_as_sent) {
    for (const std::string number :
         {"0",
          "-0",
          "1.10",
          "12345678901234567890",
          "1E+2",
          "-1.5e-3",
          "0e999999",
          "0.0E-999999",
          "5e-324",
          "1.7976931348623157e308",
          "0.1e309"}) {
        EXPECT_EQ(canonical(number), number);
    }
}

TEST(Document, marks_numbers_of_more_than_128_characters_and_what_holds_them) {
    const std::string longest(limits::kJsonNumberCharactersMax, '1');
    const std::string text = "[[" + longest + "],[{\"a\":" + longest + "1}]]";
    Document document;
    ASSERT_FALSE(document.parse(text).has_value());
    auto element = document.root().elements().begin();
    EXPECT_FALSE((*element).has_long_number());
    ++element;
    EXPECT_TRUE((*element).has_long_number());
    EXPECT_TRUE((*(*element).elements().begin()).find("a")->has_long_number());
    EXPECT_TRUE(document.root().has_long_number());
}

TEST(Document, is_used_again_for_the_next_text) {
    Document document;
    ASSERT_FALSE(document.parse("[1,2,3]").has_value());
    ASSERT_TRUE(document.parse("[1,2").has_value());
    EXPECT_THROW((void)document.root(), Bug);
    const std::string large = "[" + repeated(100'000, "[],") + "1]";
    ASSERT_FALSE(document.parse(large).has_value());
    EXPECT_EQ(document.root().size(), 100'001);
    ASSERT_FALSE(document.parse("true").has_value());
    EXPECT_TRUE(document.root().boolean());
}

TEST(Document, refuses_to_read_a_value_as_another_kind) {
    Document document;
    EXPECT_THROW((void)document.root(), Bug);
    ASSERT_FALSE(document.parse("1").has_value());
    EXPECT_THROW((void)document.root().boolean(), Bug);
    EXPECT_THROW((void)document.root().string(), Bug);
    EXPECT_THROW((void)document.root().elements(), Bug);
    EXPECT_THROW((void)document.root().members(), Bug);
    EXPECT_THROW((void)document.root().find("a"), Bug);
    EXPECT_EQ(document.root().size(), 0);
}

}  // namespace
}  // namespace hako::json
