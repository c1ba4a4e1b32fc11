// SPDX-License-Identifier: Apache-2.0
#include "domain/mail/message.hpp"

#include "base/limits.hpp"

#include <gtest/gtest.h>

#include <string>

namespace hako::mail {
namespace {

const Mailbox kSender{"Hako", *Address::parse("hako@example.com")};
const Address kTo = *Address::parse("taro@example.jp");
constexpr MessageStamp kStamp{{1, 2}, 1'700'000'000'000};

Template welcome() {
    return {
        .name = "welcome",
        .subject = "For %name%",
        .from = {},
        .bcc = {},
        .body = "Dear %name%,\n%text%",
    };
}

Result<Message> make(const Template& of, const Substitutes& values) {
    return make_message(of, kSender, kTo, values, kStamp);
}

TEST(Message, is_made_of_a_template_and_values) {
    const auto message = make(welcome(), {{"name", "太郎"}, {"text", "one\ntwo"}});
    ASSERT_TRUE(message);
    EXPECT_EQ(message->subject, "For 太郎");
    EXPECT_EQ(message->body, "Dear 太郎,\none\ntwo");
    EXPECT_EQ(message->from.text(), "Hako <hako@example.com>");
    EXPECT_EQ(message->to, kTo);
    EXPECT_FALSE(message->bcc);
    EXPECT_EQ(message->id, kStamp.id);
}

TEST(Message, the_template_may_name_its_own_sender_and_a_copy) {
    Template of = welcome();
    of.from = "Shop <shop@example.com>";
    of.bcc = "copy@example.com";
    const auto message = make(of, {});
    ASSERT_TRUE(message);
    EXPECT_EQ(message->from.text(), "Shop <shop@example.com>");
    EXPECT_EQ(message->bcc->text(), "copy@example.com");
}

TEST(Message, attack_90_a_value_in_the_subject_stays_on_its_line) {
    for (const char* end : {"\r\n", "\n", "\r", "\u2028", "\u2029", "\u0085", "\x7f", "\x1b"}) {
        const auto message = make(welcome(), {{"name", std::string("a") + end + "Bcc: b@c.d"}});
        ASSERT_FALSE(message);
        EXPECT_EQ(message.error().code(), ErrorCode::invalid_params);
        EXPECT_EQ(message.error().params().at(0).name, "substituteParams");
    }
    EXPECT_FALSE(make(welcome(), {{"name", std::string(1, '\0')}}));
}

TEST(Message, control_characters_are_refused_in_the_body_too) {
    EXPECT_FALSE(make(welcome(), {{"text", std::string("a\0b", 3)}}));
    EXPECT_FALSE(make(welcome(), {{"text", "\x1b"}}));
    EXPECT_TRUE(make(welcome(), {{"text", "a\r\nb\tc"}}));
}

TEST(Message, values_cannot_make_it_too_long) {
    EXPECT_TRUE(make(welcome(), {{"name", std::string(490, 'n')}}));
    EXPECT_FALSE(make(welcome(), {{"name", std::string(500, 'n')}}));
    EXPECT_TRUE(make(welcome(), {{"text", std::string(limits::kMailBodyBytesMax - 20, 't')}}));
    EXPECT_FALSE(make(welcome(), {{"text", std::string(limits::kMailBodyBytesMax, 't')}}));
}

}  // namespace
}  // namespace hako::mail
