// SPDX-License-Identifier: Apache-2.0
#include "domain/users/username.hpp"

#include "base/check.hpp"

#include <gtest/gtest.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <string>
#include <utility>
#include <vector>

namespace hako::users {
namespace {

std::string refusal(std::string_view text, std::int64_t characters_min = 3) {
    std::string why;
    return Username::parse(text, characters_min, why) ? "taken" : why;
}

std::string key(std::string_view text) {
    return UsernameKey::of(text).text();
}

std::string utf8(const icu::UnicodeString& text) {
    std::string out;
    text.toUTF8String(out);
    return out;
}

TEST(Username, is_kept_as_given_and_compared_by_its_key) {
    std::string why;
    const auto name = Username::parse("Ｔａｒｏ", 3, why);
    ASSERT_TRUE(name.has_value()) << why;
    EXPECT_EQ(name->text(), "Ｔａｒｏ");
    EXPECT_EQ(name->key().text(), "taro");
    EXPECT_EQ(name->key(), UsernameKey::of("TARO"));
}

TEST(Username, takes_names_of_every_script) {
    for (const auto* text :
         {"taro",
          "山田太郎",
          "やまだ",
          "ﾔﾏﾀﾞ",
          "Ωmega",
          "иван",
          "محمد",
          "김철수",
          "o'neil",
          "a.b@example.com",
          "名前-1_2",
          "📦📦📦",
          "ñandú",
          "e\u0301\u0301"}) {
        EXPECT_EQ(refusal(text), "taken") << text;
    }
}

TEST(Username, has_255_characters_at_most) {
    EXPECT_EQ(refusal(std::string(255, 'x')), "taken");
    EXPECT_EQ(refusal(std::string(256, 'x')), "Must have at most 255 characters.");
    std::string wide;
    for (int i = 0; i < 255; ++i) {
        wide += "📦";
    }
    EXPECT_EQ(refusal(wide), "taken");
    EXPECT_EQ(refusal(wide + "x"), "Must have at most 255 characters.");
}

TEST(Username, has_as_many_characters_as_the_backend_asks_for) {
    EXPECT_EQ(refusal("ab"), "Must have at least 3 characters.");
    EXPECT_EQ(refusal("箱箱"), "Must have at least 3 characters.");
    EXPECT_EQ(refusal("abc", 4), "Must have at least 4 characters.");
    EXPECT_EQ(refusal("", 0), "Must have at least 1 character.");
    EXPECT_EQ(refusal("a", 0), "taken");
}

TEST(Username, has_no_white_space) {
    EXPECT_EQ(refusal("two words"), "Must not contain white space (U+0020).");
    EXPECT_EQ(refusal("tab\tbed"), "Must not contain white space (U+0009).");
    EXPECT_EQ(refusal("line\n"), "Must not contain white space (U+000A).");
    EXPECT_EQ(refusal("名前\u3000"), "Must not contain white space (U+3000).");
    for (const auto* text :
         {"abc\u00A0",
          "abc\u1680",
          "abc\u2000",
          "abc\u200A",
          "abc\u2028",
          "abc\u2029",
          "abc\u202F",
          "abc\u205F",
          "abc\u0085",
          " abc",
          "   "}) {
        EXPECT_EQ(refusal(text).substr(0, 28), "Must not contain white space") << text;
    }
}

TEST(Username, has_no_control_characters) {
    EXPECT_EQ(refusal("abc\x01"), "Must not contain control characters (U+0001).");
    EXPECT_EQ(refusal("abc\x7F"), "Must not contain control characters (U+007F).");
    EXPECT_EQ(refusal("abc\u0080"), "Must not contain control characters (U+0080).");
    EXPECT_EQ(
        refusal(std::string_view("abc\0def", 7)), "Must not contain control characters (U+0000)."
    );
}

TEST(Username, has_no_characters_that_nobody_sees) {
    EXPECT_EQ(refusal("ad\u200Bmin"), "Must not contain zero-width characters (U+200B).");
    for (const auto* text :
         {"abc\u00AD", "abc\u034F", "abc\u061C",     "abc\u115F",     "abc\u17B4",
          "abc\u180B", "abc\u200C", "abc\u200D",     "abc\u200E",     "abc\u202E",
          "abc\u2060", "abc\u2066", "abc\u3164",     "abc\uFE0F",     "abc\uFEFF",
          "abc\uFFA0", "abc\uFFF9", "abc\U000E0041", "abc\U000E0100", "abc\U000E0FFF"}) {
        EXPECT_EQ(refusal(text).substr(0, 38), "Must not contain zero-width characters") << text;
    }
}

TEST(Username, has_no_private_use_or_unassigned_characters) {
    EXPECT_EQ(refusal("abc\uE000"), "Must not contain private-use characters (U+E000).");
    EXPECT_EQ(refusal("abc\U000F0000"), "Must not contain private-use characters (U+F0000).");
    EXPECT_EQ(refusal("abc\U0010FFFD"), "Must not contain private-use characters (U+10FFFD).");
    EXPECT_EQ(refusal("abc\u0378"), "Must not contain unassigned characters (U+0378).");
    EXPECT_EQ(refusal("abc\uFFFE"), "Must not contain unassigned characters (U+FFFE).");
    EXPECT_EQ(refusal("abc\U0003FFFF"), "Must not contain unassigned characters (U+3FFFF).");
}

TEST(Username, is_utf8) {
    EXPECT_EQ(refusal("abc\xFF"), "Must be UTF-8.");
    EXPECT_EQ(refusal("abc\xED\xA0\x80"), "Must be UTF-8.");
    EXPECT_THROW(UsernameKey::of("abc\xC3"), Bug);
}

TEST(UsernameKey, passes_over_case_width_and_composition) {
    const std::vector<std::pair<std::string, std::string>> same{
        {"Taro", "taro"},
        {"TARO", "ｔａｒｏ"},
        {"１２３＿！", "123_!"},
        {"ﾔﾏﾀﾞ", "ヤマダ"},
        {"ﾊﾟﾋﾟ", "パピ"},
        {"ﾡﾢ", "ㄱㄲ"},
        {"￥￡￦", "¥£₩"},
        {"e\u0301tude", "étude"},
        {"E\u0301TUDE", "étude"},
        {"\u212Bngstrom", "ångstrom"},
        {"\u2126", "ω"},
        {"\u212A", "k"},
        {"ИВАН", "иван"},
        {"ΝΙΚΟΣ", "νικος"},
        {"\u0130", "i\u0307"},
        {"가", "\u1100\u1161"},
    };
    for (const auto& [a, b] : same) {
        EXPECT_EQ(key(a), key(b)) << a << " and " << b;
    }
}

TEST(UsernameKey, keeps_apart_what_only_looks_or_means_alike) {
    const std::vector<std::pair<std::string, std::string>> different{
        {"taro", "jiro"},
        {"е", "e"},
        {"ﬁ", "fi"},
        {"①", "1"},
        {"²", "2"},
        {"㌔", "キロ"},
        {"ß", "ss"},
        {"ı", "i"},
        {"e", "é"},
        {"ハ", "パ"},
        {"は", "ハ"},
        {"髙", "高"},
    };
    for (const auto& [a, b] : different) {
        EXPECT_NE(key(a), key(b)) << a << " and " << b;
    }
}

TEST(UsernameKey, of_a_key_is_itself_for_every_code_point) {
    for (UChar32 c = 0; c <= 0x10FFFF; ++c) {
        if (U_IS_UNICODE_NONCHAR(c) || u_charType(c) == U_SURROGATE ||
            u_charType(c) == U_UNASSIGNED || u_charType(c) == U_PRIVATE_USE_CHAR) {
            continue;
        }
        const std::string once = key(utf8(icu::UnicodeString(c)));
        EXPECT_EQ(key(once), once) << "code point " << c;
    }
}

TEST(UsernameKey, does_not_depend_on_how_the_sender_composed_a_code_point) {
    UErrorCode status = U_ZERO_ERROR;
    const auto* nfd = icu::Normalizer2::getNFDInstance(status);
    ASSERT_TRUE(U_SUCCESS(status));
    icu::UnicodeString decomposed;
    for (UChar32 c = 0; c <= 0x2FFFF; ++c) {
        if (nfd->getDecomposition(c, decomposed)) {
            EXPECT_EQ(key(utf8(icu::UnicodeString(c))), key(utf8(decomposed)))
                << "code point " << c;
        }
    }
}

TEST(UsernameKey, of_a_part_is_part_of_the_whole) {
    EXPECT_NE(key("YamadaＴＡＲＯ").find(key("Taro")), std::string::npos);
    EXPECT_NE(key("Yamada").find(key("ｙＡ")), std::string::npos);
    EXPECT_EQ(key(""), "");
}

TEST(UsernameKey, says_which_unicode_data_it_was_made_by) {
    EXPECT_EQ(username_key_version(), "1/" U_UNICODE_VERSION);
}

}  // namespace
}  // namespace hako::users
