// SPDX-License-Identifier: Apache-2.0
#include "delivery/smtp/mime.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace hako::smtp {
namespace {

mail::Message message(std::string subject, std::string body) {
    return {
        .from = *mail::Mailbox::parse("Hako <hako@example.com>"),
        .to = *mail::Address::parse("taro@example.jp"),
        .bcc = mail::Address::parse("copy@example.com"),
        .subject = std::move(subject),
        .body = std::move(body),
        .id = *Uuid::parse("00000000-0000-4000-8000-000000000001"),
        .date = 1'700'000'000'123,
    };
}

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    std::size_t start = 0;
    for (std::size_t end = text.find("\r\n"); end != std::string::npos;
         end = text.find("\r\n", start)) {
        lines.push_back(text.substr(start, end - start));
        start = end + 2;
    }
    EXPECT_EQ(start, text.size());
    return lines;
}

/// What holds for every mail, whatever is in it.
void expect_good_lines(const std::string& text) {
    for (const std::string& line : lines_of(text)) {
        EXPECT_LE(line.size(), 76U) << line;
        EXPECT_FALSE(line.starts_with('.')) << line;
        for (const char c : line) {
            EXPECT_TRUE(c >= ' ' && c <= '~') << line;
        }
    }
}

TEST(Mime, a_plain_mail_reads_as_it_is) {
    EXPECT_EQ(
        mime_text(message("Hello", "One\nTwo")),
        "Date: Tue, 14 Nov 2023 22:13:20 +0000\r\n"
        "From: Hako <hako@example.com>\r\n"
        "To: taro@example.jp\r\n"
        "Message-ID: <00000000-0000-4000-8000-000000000001@example.com>\r\n"
        "Subject: Hello\r\n"
        "MIME-Version: 1.0\r\n"
        "Content-Type: text/plain; charset=UTF-8\r\n"
        "Content-Transfer-Encoding: quoted-printable\r\n"
        "Auto-Submitted: auto-generated\r\n"
        "\r\n"
        "One\r\nTwo\r\n"
    );
}

TEST(Mime, a_blind_copy_stands_in_no_header) {
    EXPECT_EQ(mime_text(message("a", "b")).find("copy@"), std::string::npos);
}

TEST(Mime, japanese_becomes_encoded_words_of_whole_characters) {
    EXPECT_EQ(header_text("日本語", 9), "=?UTF-8?B?5pel5pys6Kqe?=");
    const std::string subject =
        "パスワードの再設定についてのお知らせ：髙橋様、①の手順～を🎲ご確認ください。かしこ";
    const std::string value = header_text(subject, 9);
    std::size_t words = 0;
    for (std::size_t at = 0; at < value.size();) {
        const std::size_t end = value.find("?=", at + 10) + 2;
        const std::string word = value.substr(at, end - at);
        EXPECT_TRUE(word.starts_with("=?UTF-8?B?")) << word;
        EXPECT_LE(word.size(), 75U);
        EXPECT_EQ((word.size() - 12) % 4, 0U);
        ++words;
        at = end;
        if (at < value.size()) {
            ASSERT_EQ(value.substr(at, 3), "\r\n ");
            at += 3;
        }
    }
    EXPECT_GE(words, 3U);
    expect_good_lines(mime_text(message(subject, "b")));
}

TEST(Mime, what_could_be_taken_for_an_encoded_word_is_encoded) {
    EXPECT_EQ(header_text("=?x?=", 9), "=?UTF-8?B?PT94Pz0=?=");
    EXPECT_EQ(header_text(" a", 9), "=?UTF-8?B?IGE=?=");
    EXPECT_EQ(header_text("50% off: a, b; \"c\" <d@e.f>", 9), "50% off: a, b; \"c\" <d@e.f>");
    EXPECT_TRUE(header_text(std::string(200, 'x'), 9).starts_with("=?UTF-8?B?"));
}

TEST(Mime, attack_90_line_ends_in_a_subject_cannot_end_it) {
    // Nobody makes such a message; if somebody did, it would still be one header.
    const std::string text = mime_text(message("a\r\nBcc: evil@example.com\r\n\r\nbody", "b"));
    EXPECT_EQ(text.find("evil@"), std::string::npos);
    expect_good_lines(text);
}

TEST(Mime, names_are_encoded_unless_they_are_letters_and_digits) {
    auto named = message("s", "b");
    named.from.name = "Hako, \"Inc\" <x@y.z>";
    const std::string text = mime_text(named);
    EXPECT_NE(text.find("From: =?UTF-8?B?"), std::string::npos);
    EXPECT_EQ(text.find("x@y.z"), std::string::npos);
    named.from.name = std::string(200, 'n');
    expect_good_lines(mime_text(named));
    named.from.name.clear();
    EXPECT_NE(mime_text(named).find("From: hako@example.com\r\n"), std::string::npos);
}

TEST(Mime, line_ends_of_all_kinds_become_one_kind) {
    EXPECT_EQ(quoted_printable("a\nb\r\nc\rd\n\ne"), "a\r\nb\r\nc\r\nd\r\n\r\ne\r\n");
    EXPECT_EQ(quoted_printable(""), "\r\n");
    EXPECT_EQ(quoted_printable("a\n"), "a\r\n");
}

TEST(Mime, quoted_printable_keeps_to_76_characters_and_hides_dots) {
    EXPECT_EQ(quoted_printable("a=b"), "a=3Db\r\n");
    EXPECT_EQ(quoted_printable("."), "=2E\r\n");
    EXPECT_EQ(quoted_printable("a\n.\nb"), "a\r\n=2E\r\nb\r\n");
    EXPECT_EQ(quoted_printable("From me"), "=46rom me\r\n");
    EXPECT_EQ(quoted_printable("a \nb\t"), "a=20\r\nb=09\r\n");
    EXPECT_EQ(quoted_printable("é"), "=C3=A9\r\n");
    for (const char* piece : {"x", "=", ".", " ", "é", "xxxxx=", "x."}) {
        std::string text;
        while (text.size() < 1'000) {
            text += piece;
        }
        expect_good_lines(quoted_printable(text));
    }
    EXPECT_EQ(quoted_printable(std::string(76, 'x')), std::string(76, 'x') + "\r\n");
    EXPECT_EQ(quoted_printable(std::string(77, 'x')), std::string(75, 'x') + "=\r\nxx\r\n");
}

TEST(Mime, a_japanese_body_is_base64_in_short_lines) {
    std::string body;
    for (int i = 0; i < 100; ++i) {
        body += "本文です。\n.\n";
    }
    const std::string text = mime_text(message("s", body));
    EXPECT_NE(text.find("Content-Transfer-Encoding: base64\r\n"), std::string::npos);
    expect_good_lines(text);
}

TEST(Mime, dates_are_in_the_form_of_mail) {
    EXPECT_EQ(header_date(0), "Thu, 01 Jan 1970 00:00:00 +0000");
    EXPECT_EQ(header_date(951'782'400'000), "Tue, 29 Feb 2000 00:00:00 +0000");
    EXPECT_EQ(header_date(1'798'761'599'999), "Thu, 31 Dec 2026 23:59:59 +0000");
}

}  // namespace
}  // namespace hako::smtp
