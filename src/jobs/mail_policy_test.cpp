// SPDX-License-Identifier: Apache-2.0
#include "jobs/mail_policy.hpp"

#include <gtest/gtest.h>

namespace hako::jobs {
namespace {

using mail::SendResult;

constexpr UnixMillis kNow = 1'700'000'000'000;

mail::OutgoingMail mail_at(int attempt) {
    return {
        .number = 7,
        .attempt = attempt,
        .server = nullptr,
        .message =
            {.from = *mail::Mailbox::parse("a@b.c"),
             .to = *mail::Address::parse("d@e.f"),
             .bcc = {},
             .subject = {},
             .body = {},
             .id = {},
             .date = 0},
        .requested_at = 0,
    };
}

TEST(MailPolicy, what_was_taken_or_refused_is_done_with) {
    SystemRandom random;
    for (const auto result : {SendResult::accepted, SendResult::refused}) {
        const auto record = decide(mail_at(1), result, kNow, random);
        EXPECT_EQ(record.number, 7);
        EXPECT_EQ(record.attempt, 1);
        EXPECT_FALSE(record.next_attempt_at);
    }
}

TEST(MailPolicy, the_rest_is_tried_again_with_growing_pauses) {
    SystemRandom random;
    UnixMillis pause = 2'000;
    for (int attempt = 1; attempt <= 20; ++attempt) {
        for (const auto result : {SendResult::not_sent, SendResult::no_answer}) {
            const auto record = decide(mail_at(attempt), result, kNow, random);
            ASSERT_TRUE(record.next_attempt_at);
            EXPECT_GE(*record.next_attempt_at, kNow + pause * 8 / 10);
            EXPECT_LE(*record.next_attempt_at, kNow + pause * 12 / 10);
        }
        pause = std::min<UnixMillis>(pause * 4, 300'000);
    }
}

}  // namespace
}  // namespace hako::jobs
