// SPDX-License-Identifier: Apache-2.0
#include "delivery/apns/answers.hpp"

#include "domain/push/explanation.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace hako::apns {
namespace {

using push::Verdict;

TEST(ApnsAnswers, every_row_has_an_explanation_and_the_other_way_round) {
    const auto rows = push::explanations(push::Platform::ios);
    for (const auto& answer : answers()) {
        EXPECT_TRUE(std::ranges::any_of(rows, [&](const auto& row) {
            return row.status == answer.status && row.reason == answer.reason;
        })) << answer.reason;
    }
    EXPECT_EQ(rows.size(), answers().size());
}

TEST(ApnsAnswers, what_is_unknown_is_judged_by_its_status) {
    EXPECT_EQ(find_answer(400, "Surprise").verdict, Verdict::refused);
    EXPECT_EQ(find_answer(400, "Surprise").reason, "Surprise");
    EXPECT_EQ(find_answer(403, "").verdict, Verdict::refused);
    EXPECT_EQ(find_answer(410, "").verdict, Verdict::refused);
    EXPECT_EQ(find_answer(429, "").verdict, Verdict::retry_device_later);
    EXPECT_EQ(find_answer(500, "").verdict, Verdict::retry_later);
    EXPECT_EQ(find_answer(599, "x").verdict, Verdict::retry_later);
    EXPECT_EQ(find_answer(200, "odd").verdict, Verdict::accepted);
    EXPECT_EQ(find_answer(302, "").verdict, Verdict::refused);
}

TEST(ApnsAnswers, a_reason_counts_only_with_its_status) {
    EXPECT_EQ(find_answer(400, "Unregistered").verdict, Verdict::refused);
    EXPECT_EQ(find_answer(410, "Unregistered").verdict, Verdict::token_dead);
}

TEST(ApnsAnswers, a_goaway_pauses_for_a_credentials_sake_only) {
    EXPECT_EQ(find_goaway_answer("BadCertificate").verdict, Verdict::credential_paused);
    EXPECT_EQ(find_goaway_answer("Shutdown").verdict, Verdict::retry_now);
    EXPECT_EQ(find_goaway_answer("").verdict, Verdict::retry_now);
}

}  // namespace
}  // namespace hako::apns
