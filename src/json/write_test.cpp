// SPDX-License-Identifier: Apache-2.0
#include "json/write.hpp"

#include "json/document.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace hako::json {
namespace {

std::string json_string(std::string_view text) {
    std::string out;
    append_string(out, text);
    return out;
}

TEST(Write, escapes_only_what_json_requires) {
    EXPECT_EQ(json_string(""), R"("")");
    EXPECT_EQ(json_string("plain / \xC3\xA9 \x7f"), "\"plain / \xC3\xA9 \x7f\"");
    EXPECT_EQ(json_string("\"\\\b\f\n\r\t"), R"("\"\\\b\f\n\r\t")");
    EXPECT_EQ(json_string(std::string("\0\x01\x1f", 3)), R"("\u0000\u0001\u001f")");
    EXPECT_EQ(
        json_string("a long text, and then \"quoted\""), R"("a long text, and then \"quoted\"")"
    );
}

TEST(Write, strings_read_back_as_they_were) {
    std::string all;
    for (int c = 0; c < 0x80; ++c) {
        all += static_cast<char>(c);
    }
    all += "\xE2\x82\xAC\xF0\x9F\x98\x80";
    const std::string text = json_string(all);
    Document document;
    ASSERT_FALSE(document.parse(text).has_value());
    EXPECT_EQ(document.root().string(), all);
}

TEST(Write, integers_to_their_ends) {
    std::string out;
    append_integer(out, std::numeric_limits<std::int64_t>::min());
    out += ' ';
    append_integer(out, std::numeric_limits<std::int64_t>::max());
    out += ' ';
    append_integer(out, 0);
    EXPECT_EQ(out, "-9223372036854775808 9223372036854775807 0");
}

TEST(Writer, puts_commas_where_they_belong) {
    std::string out;
    Writer writer(out);
    writer.begin_object().name("a").integer(1).name("b").begin_array();
    writer.string("x").null().boolean(true).begin_object().end_object().begin_array().end_array();
    writer.begin_object().name("c").raw("[1,2]").name("d").boolean(false).end_object().raw("3");
    writer.end_array().name("e").begin_object().end_object().name("q\"").null().end_object();
    EXPECT_EQ(
        out, R"({"a":1,"b":["x",null,true,{},[],{"c":[1,2],"d":false},3],"e":{},"q\"":null})"
    );
    Document document;
    EXPECT_FALSE(document.parse(out).has_value());
}

TEST(Writer, writes_behind_what_is_there) {
    std::string out = "data: ";
    Writer(out).begin_array().integer(1).integer(2).end_array();
    EXPECT_EQ(out, "data: [1,2]");
}

}  // namespace
}  // namespace hako::json
