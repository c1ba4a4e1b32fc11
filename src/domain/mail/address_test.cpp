// SPDX-License-Identifier: Apache-2.0
#include "domain/mail/address.hpp"

#include <gtest/gtest.h>

#include <string>

namespace hako::mail {
namespace {

std::string read(std::string_view text) {
    const auto address = Address::parse(text);
    return address ? address->text() : "refused";
}

TEST(Address, usual_addresses_are_taken_as_they_are) {
    for (const char* text :
         {"a@b.c",
          "taro.yamada+app@example.co.jp",
          "root@localhost",
          "x!#$%&'*+-/=?^_`{|}~y@example.com",
          "A@EXAMPLE.com",
          "user@xn--eckwd4c7c.jp"}) {
        EXPECT_EQ(read(text), text);
    }
}

TEST(Address, dots_as_old_carriers_allowed_them_are_quoted) {
    EXPECT_EQ(read("taro..@docomo.ne.jp"), "\"taro..\"@docomo.ne.jp");
    EXPECT_EQ(read("\"taro..\"@docomo.ne.jp"), "\"taro..\"@docomo.ne.jp");
    EXPECT_EQ(read(".a@ezweb.ne.jp"), "\".a\"@ezweb.ne.jp");
    EXPECT_EQ(read("\"a.b\"@c.d"), "a.b@c.d");
}

TEST(Address, what_is_no_single_address_is_refused) {
    for (const char* text :
         {"",
          "@",
          "a@",
          "@b.c",
          "a",
          "a@b.c,d@e.f",
          "a@b.c, d@e.f",
          "a@b.c;d@e.f",
          "a@b.c d@e.f",
          "a@b@c.d",
          "<a@b.c>",
          "a@b.c>",
          "a@b.c\r\nBcc: d@e.f",
          "a@b.c\n",
          "a\r@b.c",
          "group:a@b.c;",
          "a(comment)@b.c",
          "a@b.c(comment)",
          "a @b.c",
          " a@b.c",
          "a@b.c ",
          "a@[127.0.0.1]",
          "a@127.0.0.1",
          "a@b..c",
          "a@.b.c",
          "a@b.c.",
          "a@-b.c",
          "a@b-.c",
          "a@b_c.d",
          R"("a b"@c.d)",
          R"("a\"b"@c.d)",
          R"(""@c.d)",
          R"("@c.d)",
          "日本@example.com",
          "a@日本.jp",
          "@a,@b:c@d.e",
          "a@b.c\u2028"}) {
        EXPECT_EQ(read(text), "refused") << text;
    }
    EXPECT_EQ(read(std::string("a@b.c\0", 6)), "refused");
    EXPECT_EQ(read(std::string("a\0@b.c", 6)), "refused");
}

TEST(Address, its_parts_are_bounded) {
    EXPECT_NE(read(std::string(64, 'a') + "@b.c"), "refused");
    EXPECT_EQ(read(std::string(65, 'a') + "@b.c"), "refused");
    EXPECT_NE(read("a@" + std::string(63, 'b') + ".c"), "refused");
    EXPECT_EQ(read("a@" + std::string(64, 'b') + ".c"), "refused");
    std::string domain;
    while (domain.size() < 252) {
        domain += "b.";
    }
    EXPECT_NE(read("a@" + domain + "c"), "refused");
    EXPECT_EQ(read("a@" + domain + "ccc"), "refused");
}

TEST(Address, a_long_text_is_refused_at_once) {
    // Quadratic time would be minutes.
    for (const char* piece : {"a@", "\"", ".", "(", "a@b.", ",a@b.c"}) {
        std::string text;
        while (text.size() < 500'000) {
            text += piece;
        }
        EXPECT_EQ(read(text), "refused");
    }
}

TEST(Address, the_key_ignores_case) {
    EXPECT_EQ(Address::parse("Taro@Example.COM")->key(), "taro@example.com");
    EXPECT_EQ(Address::parse("a@b.c")->domain(), "b.c");
    EXPECT_EQ(Address::parse("a..b@b.c")->domain(), "b.c");
}

TEST(Mailbox, a_name_may_stand_before_the_address) {
    const auto mailbox = Mailbox::parse("箱 Support <help@example.com>");
    ASSERT_TRUE(mailbox);
    EXPECT_EQ(mailbox->name, "箱 Support");
    EXPECT_EQ(mailbox->address.text(), "help@example.com");
    EXPECT_EQ(mailbox->text(), "箱 Support <help@example.com>");
    EXPECT_EQ(Mailbox::parse(mailbox->text())->text(), mailbox->text());
}

TEST(Mailbox, quotes_around_the_name_are_not_part_of_it) {
    EXPECT_EQ(Mailbox::parse("\"Hako, Inc.\" <a@b.c>")->name, "Hako, Inc.");
    EXPECT_EQ(Mailbox::parse("a@b.c")->name, "");
    EXPECT_EQ(Mailbox::parse("<a@b.c>")->address.text(), "a@b.c");
}

TEST(Mailbox, a_name_with_marks_of_addresses_is_quoted) {
    const auto mailbox = Mailbox::parse("\"a@b.c <x>\" <d@e.f>");
    ASSERT_TRUE(mailbox);
    EXPECT_EQ(mailbox->name, "a@b.c <x>");
    EXPECT_EQ(mailbox->text(), "\"a@b.c <x>\" <d@e.f>");
    EXPECT_EQ(Mailbox::parse(mailbox->text())->name, mailbox->name);
    EXPECT_FALSE(Mailbox::parse("a@b.c <d@e.f>"));
}

TEST(Mailbox, two_of_them_or_a_line_end_are_refused) {
    for (const char* text :
         {"a@b.c, d@e.f",
          "A <a@b.c>, B <d@e.f>",
          "A <a@b.c",
          "A a@b.c>",
          "A\r\nBcc: x@y.z <a@b.c>",
          "A\u0085B <a@b.c>",
          "A\u2029B <a@b.c>",
          "A <a@b.c> B",
          ""}) {
        EXPECT_FALSE(Mailbox::parse(text)) << text;
    }
}

TEST(Text, one_line_has_no_control_characters_and_no_separators) {
    EXPECT_TRUE(is_one_line("件名 ok"));
    EXPECT_TRUE(is_one_line(""));
    for (const char* text :
         {"a\nb", "a\rb", "a\tb", "\x7f", "\u0085", "\u2028", "\u2029", "\xff"}) {
        EXPECT_FALSE(is_one_line(text));
    }
    EXPECT_FALSE(is_one_line(std::string(1, '\0')));
}

TEST(Text, plain_text_has_lines_and_tabs) {
    EXPECT_TRUE(is_plain_text("a\r\nb\tc\nd\re\u2028f"));
    EXPECT_FALSE(is_plain_text("\x1b[31m"));
    EXPECT_FALSE(is_plain_text(std::string("a\0b", 3)));
    EXPECT_FALSE(is_plain_text("\xc3"));
}

}  // namespace
}  // namespace hako::mail
