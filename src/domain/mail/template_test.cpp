// SPDX-License-Identifier: Apache-2.0
#include "domain/mail/template.hpp"

#include "base/limits.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace hako::mail {
namespace {

Template good() {
    return {
        .name = "welcome",
        .subject = "%name% さん、ようこそ",
        .from = "Hako <hako@example.com>",
        .bcc = "copy@example.com",
        .body = "Hello %name%",
    };
}

/// The names of the fields that are refused.
std::vector<std::string> wrong(const Template& given) {
    std::vector<std::string> names;
    const auto checked = check_template(given);
    if (!checked) {
        for (const auto& param : checked.error().params()) {
            names.push_back(param.name);
        }
    }
    return names;
}

using Names = std::vector<std::string>;

TEST(Template, a_good_one_is_taken) {
    EXPECT_EQ(wrong(good()), Names());
    Template bare = good();
    bare.from.clear();
    bare.bcc.clear();
    EXPECT_EQ(wrong(bare), Names());
}

TEST(Template, all_that_is_wrong_is_told_at_once) {
    EXPECT_EQ(
        wrong({.name = "", .subject = "a\nb", .from = "x", .bcc = "a@b.c, d@e.f", .body = ""}),
        (Names{"name", "subject", "from", "bcc", "body"})
    );
}

TEST(Template, attack_90_no_field_takes_a_line_end) {
    for (const char* end : {"\r\n", "\n", "\r", "\u2028", "\u0085"}) {
        const std::string evil = std::string(end) + "Bcc: evil@example.com";
        Template given = good();
        given.name += evil;
        given.subject += evil;
        given.from += evil;
        given.bcc += evil;
        EXPECT_EQ(wrong(given), (Names{"name", "subject", "from", "bcc"}));
    }
    Template with_nul = good();
    with_nul.body += std::string(1, '\0');
    EXPECT_EQ(wrong(with_nul), Names{"body"});
}

TEST(Template, lengths_are_bounded) {
    Template given = good();
    given.name = std::string(limits::kMailTemplateNameCharactersMax, 'n');
    given.subject = std::string(limits::kMailSubjectCharactersMax, 's');
    given.body = std::string(limits::kMailTemplateBodyBytesMax, 'b');
    EXPECT_EQ(wrong(given), Names());
    given.name += 'n';
    given.subject += 's';
    given.body += 'b';
    EXPECT_EQ(wrong(given), (Names{"name", "subject", "body"}));
}

TEST(Template, only_one_for_resets_has_the_place_of_the_token) {
    Template given = good();
    given.body = "Code: %PASSWORD_RESET_TOKEN%";
    EXPECT_EQ(wrong(given), Names{"body"});
    given.use = TemplateUse::reset;
    EXPECT_EQ(wrong(given), Names());
    given.body = "Code:";
    EXPECT_EQ(wrong(given), Names{"body"});
    given.body = "Code: %PASSWORD_RESET_TOKEN%";
    given.subject = "%PASSWORD_RESET_TOKEN%";
    EXPECT_EQ(wrong(given), Names{"subject"});
}

TEST(Template, the_built_in_one_is_good_and_not_for_apps) {
    Template built_in = built_in_reset_template();
    EXPECT_EQ(wrong(built_in), Names());
    built_in.use = TemplateUse::apps;
    built_in.body = "no code";
    EXPECT_EQ(wrong(built_in), Names{"name"});
}

TEST(Substitute, every_place_gets_its_value) {
    EXPECT_EQ(substitute("%a%, %b% und %a%", {{"a", "1"}, {"b", "2"}}), "1, 2 und 1");
    EXPECT_EQ(substitute("%名前%さん", {{"名前", "太郎"}}), "太郎さん");
    EXPECT_EQ(substitute("%a%%a%", {{"a", "x"}}), "xx");
}

TEST(Substitute, what_has_no_value_stays) {
    EXPECT_EQ(substitute("100% of %b% and %", {{"a", "1"}}), "100% of %b% and %");
    EXPECT_EQ(substitute("100% of %a%", {{"a", "1"}}), "100% of 1");
    EXPECT_EQ(substitute("%%", {{"a", "1"}}), "%%");
    EXPECT_EQ(substitute("", {}), "");
}

TEST(Substitute, attack_40_what_a_value_holds_is_not_looked_at_again) {
    const Substitutes values{{"a", "%b%<script>{{x}}"}, {"b", "secret"}};
    EXPECT_EQ(substitute("%a%", values), "%b%<script>{{x}}");
    EXPECT_EQ(substitute("%a%b%", {{"a", "%"}, {"b", "secret"}}), "%b%");
}

TEST(Substitute, lone_marks_take_no_quadratic_time) {
    const std::string text(300'000, '%');
    EXPECT_EQ(substitute(text, {{"a", "1"}}), text);
}

}  // namespace
}  // namespace hako::mail
