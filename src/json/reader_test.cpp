// SPDX-License-Identifier: Apache-2.0
#include "base/check.hpp"
#include "base/limits.hpp"
#include "json/document.hpp"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

namespace hako::json {
namespace {

/// "BYTE: WHAT" of a text that is refused, or "good".
std::string verdict(std::string_view text) {
    Document document;
    const std::optional<SyntaxError> error = document.parse(text);
    if (!error) {
        return "good";
    }
    EXPECT_THROW((void)document.root(), Bug);
    return std::to_string(error->byte) + ": " + std::string(error->what);
}

std::string repeated(std::size_t count, std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < count; ++i) {
        result += text;
    }
    return result;
}

TEST(Reader, refuses_bad_structure_at_its_byte) {
    EXPECT_EQ(verdict({}), "0: Expected a value");
    EXPECT_EQ(verdict(""), "0: Expected a value");
    EXPECT_EQ(verdict(" "), "1: Expected a value");
    EXPECT_EQ(verdict("[1,]"), "3: Expected a value");
    EXPECT_EQ(verdict("[,1]"), "1: Expected a value");
    EXPECT_EQ(verdict("["), "1: Expected a value");
    EXPECT_EQ(verdict("[1"), "2: Expected \",\" or \"]\"");
    EXPECT_EQ(verdict("[1}"), "2: Expected \",\" or \"]\"");
    EXPECT_EQ(verdict("[1 2]"), "3: Expected \",\" or \"]\"");
    EXPECT_EQ(verdict("{\"a\":1"), "6: Expected \",\" or \"}\"");
    EXPECT_EQ(verdict("{\"a\":1]"), "6: Expected \",\" or \"}\"");
    EXPECT_EQ(verdict("{\"a\":1,}"), "7: Expected a member name");
    EXPECT_EQ(verdict("{a:1}"), "1: Expected a member name");
    EXPECT_EQ(verdict("{\"a\" 1}"), "5: Expected \":\"");
    EXPECT_EQ(verdict("{\"a"), "3: Unterminated string");
    EXPECT_EQ(verdict("{\"a\":}"), "5: Expected a value");
    EXPECT_EQ(verdict("{} {}"), "3: Expected the end of the text");
    EXPECT_EQ(verdict("1 // one"), "2: Expected the end of the text");
    EXPECT_EQ(verdict("nul"), "3: Expected \"true\", \"false\" or \"null\"");
    EXPECT_EQ(verdict("[nan]"), "2: Expected \"true\", \"false\" or \"null\"");
    EXPECT_EQ(verdict("truex"), "4: Expected the end of the text");
    EXPECT_EQ(verdict("True"), "0: Expected a value");
    EXPECT_EQ(verdict(std::string("1\0", 2)), "1: Expected the end of the text");
    EXPECT_EQ(verdict("[1,\f2]"), "3: Expected a value");
}

TEST(Reader, refuses_bad_numbers_at_their_byte) {
    EXPECT_EQ(verdict("-"), "1: Expected a digit");
    EXPECT_EQ(verdict("[-a]"), "2: Expected a digit");
    EXPECT_EQ(verdict("01"), "1: Digit after a leading zero");
    EXPECT_EQ(verdict("-00"), "2: Digit after a leading zero");
    EXPECT_EQ(verdict("1."), "2: Expected a digit");
    EXPECT_EQ(verdict("1.e1"), "2: Expected a digit");
    EXPECT_EQ(verdict("1e"), "2: Expected a digit");
    EXPECT_EQ(verdict("1e+"), "3: Expected a digit");
    EXPECT_EQ(verdict(".5"), "0: Expected a value");
    EXPECT_EQ(verdict("+1"), "0: Expected a value");
    EXPECT_EQ(verdict("0x1"), "1: Expected the end of the text");
}

TEST(Reader, refuses_numbers_outside_the_range_of_a_double) {
    EXPECT_EQ(verdict("[1e400]"), "1: Number out of range");
    EXPECT_EQ(verdict("1.7976931348623159e308"), "0: Number out of range");
    EXPECT_EQ(verdict("-1e309"), "0: Number out of range");
    EXPECT_EQ(verdict("1e-400"), "0: Number out of range");
    EXPECT_EQ(verdict("2e-324"), "0: Number out of range");
    EXPECT_EQ(verdict("1e99999999999999999999999"), "0: Number out of range");
    EXPECT_EQ(verdict(std::string(310, '9')), "0: Number out of range");
    EXPECT_EQ(verdict("0." + std::string(400, '0') + "1"), "0: Number out of range");
    EXPECT_EQ(verdict("0." + std::string(400, '0') + "1e300"), "good");
    EXPECT_EQ(verdict("1" + std::string(308, '0')), "good");
}

TEST(Reader, refuses_bad_strings_at_their_byte) {
    EXPECT_EQ(verdict("\""), "1: Unterminated string");
    EXPECT_EQ(verdict("\"abcdefghijklmnop"), "17: Unterminated string");
    EXPECT_EQ(verdict("\"\\"), "2: Unterminated string");
    EXPECT_EQ(verdict("\"\\\""), "3: Unterminated string");
    EXPECT_EQ(verdict("\"a\nb\""), "2: Control character in a string");
    EXPECT_EQ(verdict(std::string("\"abcdefghi\0\"", 12)), "10: Control character in a string");
    EXPECT_EQ(verdict("\"\x1f\""), "1: Control character in a string");
    EXPECT_EQ(verdict("\"\x7f\""), "good");
    EXPECT_EQ(verdict(R"("\x41")"), "2: Unknown escape");
    EXPECT_EQ(verdict("['a']"), "1: Expected a value");
    for (const char* text : {R"("\u")", R"("\u12")", R"("\u12G4")", R"("\u123)"}) {
        EXPECT_EQ(verdict(text), "1: Expected four hexadecimal digits after \"\\u\"");
    }
}

TEST(Reader, refuses_lone_surrogates) {
    for (const char* text :
         {R"("\ud800")",
          R"("\udc00")",
          R"("\ud800\ud800")",
          R"("\udc00\ud800")",
          R"("\uD800x")",
          R"("\uDBFF\u0041")",
          R"("\ud800\udc0")"}) {
        EXPECT_EQ(verdict(text), "1: Lone surrogate") << text;
    }
    EXPECT_EQ(verdict(R"({"ab\udfff":1})"), "4: Lone surrogate");
}

TEST(Reader, refuses_invalid_utf8_at_its_first_byte) {
    const std::vector<std::string> bad = {
        "\x80",
        "\xC0\xAF",
        "\xC1\xBF",
        "\xE0\x80\x80",
        "\xE0\x9F\xBF",
        "\xED\xA0\x80",
        "\xF0\x80\x80\x80",
        "\xF5",
        "\xF4\x90\x80\x80",
        "\xE2\x82",
        "\xF0\x9F\x98",
        "\xC3",
        "\xFF",
        "\xF0\x9F\x98"
        "A"
    };
    for (const std::string& bytes : bad) {
        EXPECT_EQ(
            verdict("[\"\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80" + bytes + "\"]"), "11: Invalid UTF-8"
        );
    }
    EXPECT_EQ(verdict("1\xE2\x82"), "1: Invalid UTF-8");
    EXPECT_EQ(
        verdict("\"\xED\x9F\xBF\xEE\x80\x80\xEF\xBF\xBF\xF4\x8F\xBF\xBF\xF1\x80\x80\x80\""), "good"
    );
}

TEST(Reader, refuses_a_byte_order_mark_and_other_encodings) {
    EXPECT_EQ(verdict("\xEF\xBB\xBF{}"), "0: Byte order mark");
    EXPECT_EQ(verdict("\xFF\xFE[\0]\0"), "0: Invalid UTF-8");
    EXPECT_EQ(verdict(std::string("[\0]\0", 4)), "1: Expected a value");
    EXPECT_EQ(verdict("\"\xEF\xBB\xBF\""), "good");
}

TEST(Reader, refuses_the_65th_level) {
    constexpr std::size_t kMax = limits::kJsonDepthMax;
    EXPECT_EQ(verdict(repeated(kMax, "[") + repeated(kMax, "]")), "good");
    EXPECT_EQ(verdict(repeated(kMax + 1, "[") + repeated(kMax + 1, "]")), "64: Nested too deeply");
    EXPECT_EQ(verdict(repeated(kMax, "{\"a\":") + "1" + repeated(kMax, "}")), "good");
    EXPECT_EQ(
        verdict(repeated(kMax, "{\"a\":") + "[]" + repeated(kMax, "}")), "320: Nested too deeply"
    );
    EXPECT_EQ(verdict(repeated(1'000'000, "[")), "64: Nested too deeply");
}

TEST(Reader, refuses_a_text_that_is_too_long) {
    EXPECT_EQ(verdict(std::string(1UL << 25, '1')), "33554431: Text too long");
}

TEST(Reader, refuses_duplicate_names_at_the_second_one) {
    EXPECT_EQ(verdict(R"({"a":1,"b":2,"a":3})"), "13: Duplicate member name");
    EXPECT_EQ(verdict(R"({"a":1,"\u0061":3})"), "7: Duplicate member name");
    EXPECT_EQ(verdict(R"({"":1,"":1})"), "6: Duplicate member name");
    EXPECT_EQ(verdict(R"([{"x":{"same name":1,"same name":1}}])"), "21: Duplicate member name");
    EXPECT_EQ(verdict(R"({"a":1,"b":{"a":1},"c":[{"a":1},{"a":1}]})"), "good");
    EXPECT_EQ(verdict(R"({"a":1,"A":1,"aa":1,"":1,"a\u0000":1})"), "good");
}

TEST(Reader, takes_names_that_differ_only_in_the_middle_or_in_normal_form) {
    EXPECT_EQ(verdict(R"({"12345678a12345678":1,"12345678b12345678":1})"), "good");
    EXPECT_EQ(
        verdict(R"({"12345678a12345678":1,"12345678a12345678":1})"), "23: Duplicate member name"
    );
    EXPECT_EQ(verdict("{\"\xC3\xA9\":1,\"e\xCC\x81\":1}"), "good");
}

/// An object with `count` members whose names all begin and end alike.
std::string large_object(std::size_t count, std::string_view last_name) {
    std::string text = "{";
    for (std::size_t i = 0; i < count; ++i) {
        std::string number = std::to_string(i);
        number.insert(0, 7 - number.size(), '0');
        text += "\"same_head" + number + "same_tail\":1,";
    }
    return text + "\"" + std::string(last_name) + "\":1}";
}

TEST(Reader, finds_duplicates_among_very_many_names_of_one_mark) {
    EXPECT_EQ(verdict(large_object(20'000, "x")), "good");
    const std::string bad = large_object(20'000, R"(same_head00\u00300017same_tail)");
    EXPECT_EQ(
        verdict(bad), std::to_string(bad.rfind(R"("same_head00)")) + ": Duplicate member name"
    );
}

TEST(Reader, finds_the_first_of_several_duplicates_in_a_large_object) {
    std::string text = "{";
    for (int i = 0; i < 40; ++i) {
        text += "\"n" + std::to_string(i) + "\":" + std::to_string(i) + ",";
    }
    const std::size_t expected = text.size();
    text += R"("n31":0,"n30":0,"n31":0,"n2":0})";
    EXPECT_EQ(verdict(text), std::to_string(expected) + ": Duplicate member name");
}

TEST(Reader, takes_very_many_names) {
    std::string text = "{";
    for (int i = 0; i < 200'000; ++i) {
        text += "\"k" + std::to_string(i) + "\":1,";
    }
    text += "\"last\":1}";
    EXPECT_EQ(verdict(text), "good");
}

TEST(Reader, refuses_every_cut_of_a_good_text) {
    const std::string text =
        R"({"a":[1,-2.5e+3,true,false,null,"\u00e9\ud83d\ude00 x"],"b":{"c":"longer than a word"}})";
    ASSERT_EQ(verdict(text), "good");
    for (std::size_t size = 0; size < text.size(); ++size) {
        // A copy of exactly this size, so that the sanitizer sees a read behind the end.
        const std::vector<char> cut(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(size));
        EXPECT_NE(verdict({cut.data(), cut.size()}), "good") << size;
    }
}

}  // namespace
}  // namespace hako::json
