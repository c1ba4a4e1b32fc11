// SPDX-License-Identifier: Apache-2.0
#include "monaql/lexer.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace hako::monaql {
namespace {

std::vector<TokenKind> kinds(std::string_view text) {
    Lexer lexer(text);
    std::vector<TokenKind> result;
    do {
        result.push_back(lexer.next().kind);
    } while (result.back() != TokenKind::end);
    return result;
}

TEST(Lexer, gives_the_end_again_and_again) {
    Lexer lexer(" a ");
    EXPECT_EQ(lexer.next().kind, TokenKind::word);
    EXPECT_EQ(lexer.next().kind, TokenKind::end);
    const Token end = lexer.next();
    EXPECT_EQ(end.kind, TokenKind::end);
    EXPECT_EQ(end.begin, 3U);
    EXPECT_TRUE(end.text.empty());
}

TEST(Lexer, takes_the_longest_symbol) {
    using enum TokenKind;
    EXPECT_EQ(kinds("==="), (std::vector{eq, eq, end}));
    EXPECT_EQ(kinds("!=!"), (std::vector{ne, negation, end}));
    EXPECT_EQ(kinds(">=><=<"), (std::vector{ge, gt, le, lt, end}));
    EXPECT_EQ(kinds("&&&|||"), (std::vector{conjunction, other, disjunction, other, end}));
    EXPECT_EQ(
        kinds("()[],?"),
        (std::vector{open_group, close_group, open_array, close_array, comma, place_holder, end})
    );
}

TEST(Lexer, keeps_a_path_and_a_number_in_one_piece) {
    using enum TokenKind;
    EXPECT_EQ(kinds("a.b_1._c"), (std::vector{word, end}));
    EXPECT_EQ(kinds("a..b"), (std::vector{word, other, other, word, end}));
    EXPECT_EQ(kinds("a."), (std::vector{word, other, end}));
    EXPECT_EQ(kinds("-1.5e+3"), (std::vector{number, end}));
    EXPECT_EQ(kinds("1,2"), (std::vector{number, comma, number, end}));
}

TEST(Lexer, takes_what_it_does_not_know_by_the_character) {
    Lexer lexer("\xE3\x81\x82\x80\x80");
    EXPECT_EQ(lexer.next().text, "\xE3\x81\x82\x80");
    EXPECT_EQ(lexer.next().text, "\x80");
    EXPECT_EQ(lexer.next().kind, TokenKind::end);
}

TEST(Lexer, keeps_the_text_of_a_string_with_its_quotes) {
    Lexer lexer(R"( "a\"b" )");
    const Token token = lexer.next();
    EXPECT_EQ(token.text, R"("a\"b")");
    EXPECT_EQ(token.begin, 1U);
    EXPECT_FALSE(token.fault);
}

TEST(Lexer, tells_the_fault_of_a_string) {
    Lexer lexer("\"a\tb\"");
    const Token token = lexer.next();
    ASSERT_TRUE(token.fault);
    EXPECT_EQ(token.fault->begin, 2U);
    EXPECT_EQ(token.fault->found, "\t");
}

TEST(JsonNumber, is_what_the_rfc_says) {
    for (const std::string_view number :
         {"0", "-0", "10", "-1", "0.5", "1.50", "1e5", "1E5", "1e+5", "1e-05", "-1.5e-3"}) {
        EXPECT_TRUE(is_json_number(number)) << number;
    }
    for (const std::string_view number :
         {"",
          "-",
          "+1",
          "00",
          "01",
          "-01",
          "1.",
          ".5",
          "1.e1",
          "e1",
          "1e",
          "1e+",
          "1e-",
          "1x",
          "1 ",
          "1.5.5",
          "1e5.5",
          "0x1"}) {
        EXPECT_FALSE(is_json_number(number)) << number;
    }
}

}  // namespace
}  // namespace hako::monaql
