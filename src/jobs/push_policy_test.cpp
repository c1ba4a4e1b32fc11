// SPDX-License-Identifier: Apache-2.0
#include "jobs/push_policy.hpp"

#include "domain/testing/fake_folder.hpp"

#include <gtest/gtest.h>

namespace hako::jobs {
namespace {

using namespace std::chrono_literals;
using push::ApnsEnvironment;
using push::DeliveryState;
using push::Verdict;

constexpr UnixMillis kNow = 1'000'000;

class PushPolicy : public ::testing::Test {
protected:
    push::DeliveryRecord decide_on(push::Outcome outcome) {
        return decide(standard_policy(), claim, outcome, kNow, random);
    }

    static push::Outcome answer(Verdict verdict) {
        push::Outcome outcome;
        outcome.verdict = verdict;
        outcome.status = 599;
        outcome.reason = "Word";
        return outcome;
    }

    testing::CountingRandom random;
    Claim claim{
        .key = {1, 2},
        .token = "token",
        .attempt = 1,
        .claimed_at = kNow - 500,
        .give_up_at = kNow + 86'400'000,
    };
};

TEST_F(PushPolicy, an_accepted_one_is_final_and_tells_the_environment) {
    const auto record = decide_on(answer(Verdict::accepted));
    EXPECT_EQ(record.state, DeliveryState::accepted);
    EXPECT_EQ(record.environment, ApnsEnvironment::production);
    EXPECT_EQ(record.attempt, 1);
    claim.platform = push::Platform::android;
    EXPECT_FALSE(decide_on(answer(Verdict::accepted)).environment);
}

TEST_F(PushPolicy, a_dead_token_is_dropped_as_of_the_time_the_provider_says) {
    auto outcome = answer(Verdict::token_dead);
    EXPECT_EQ(decide_on(outcome).token_dead_since, claim.claimed_at);
    outcome.dead_since = 77;
    const auto record = decide_on(outcome);
    EXPECT_EQ(record.state, DeliveryState::failed);
    EXPECT_EQ(record.token_dead_since, 77);
    EXPECT_EQ(record.token, "token");
}

TEST_F(PushPolicy, the_other_environment_is_tried_once) {
    const auto first = decide_on(answer(Verdict::wrong_environment));
    EXPECT_EQ(first.state, DeliveryState::waiting);
    EXPECT_EQ(first.environment, ApnsEnvironment::development);
    EXPECT_TRUE(first.tried_other_environment);
    EXPECT_FALSE(first.token_dead_since);
    claim.environment = ApnsEnvironment::development;
    claim.tried_other_environment = true;
    const auto second = decide_on(answer(Verdict::wrong_environment));
    EXPECT_EQ(second.state, DeliveryState::failed);
    EXPECT_EQ(second.token_dead_since, claim.claimed_at);
}

TEST_F(PushPolicy, a_push_whose_time_is_over_takes_no_token_that_one_environment_refused) {
    claim.give_up_at = kNow;
    const auto record = decide_on(answer(Verdict::wrong_environment));
    EXPECT_EQ(record.state, DeliveryState::failed);
    EXPECT_FALSE(record.token_dead_since);
}

TEST_F(PushPolicy, a_known_environment_is_not_doubted) {
    claim.environment_is_known = true;
    const auto record = decide_on(answer(Verdict::wrong_environment));
    EXPECT_EQ(record.state, DeliveryState::failed);
    EXPECT_TRUE(record.token_dead_since);
}

TEST_F(PushPolicy, the_environment_that_is_tried_stays_over_pauses) {
    claim.environment = ApnsEnvironment::development;
    claim.tried_other_environment = true;
    EXPECT_EQ(decide_on(answer(Verdict::unknown)).environment, ApnsEnvironment::development);
    EXPECT_EQ(give_back(claim, kNow, random).environment, ApnsEnvironment::development);
}

TEST_F(PushPolicy, pauses_grow_to_their_greatest) {
    UnixMillis before = 0;
    for (claim.attempt = 1; claim.attempt <= 12; ++claim.attempt) {
        const auto record = decide_on(answer(Verdict::unknown));
        const UnixMillis pause = record.next_attempt_at - kNow;
        EXPECT_EQ(record.state, DeliveryState::waiting);
        EXPECT_GE(pause, std::min<UnixMillis>(10'000LL << (claim.attempt - 1), 900'000));
        EXPECT_LE(pause, 1'350'000);
        EXPECT_GE(pause * 3, before * 2) << "growing, but for the jitter";
        before = pause;
    }
}

TEST_F(PushPolicy, at_once_is_at_once_the_first_time_only) {
    EXPECT_EQ(decide_on(answer(Verdict::retry_now)).next_attempt_at, kNow);
    claim.attempt = 2;
    EXPECT_GE(decide_on(answer(Verdict::retry_now)).next_attempt_at, kNow + 1'000);
}

TEST_F(PushPolicy, retry_after_is_a_least_pause) {
    auto outcome = answer(Verdict::retry_later);
    outcome.retry_after = 1h;
    EXPECT_GE(decide_on(outcome).next_attempt_at, kNow + 3'600'000);
    outcome.retry_after = 1s;
    EXPECT_GE(decide_on(outcome).next_attempt_at, kNow + 10'000);
}

TEST_F(PushPolicy, a_pause_beyond_the_end_is_the_end_with_the_providers_last_word) {
    claim.give_up_at = kNow + 5'000;
    const auto record = decide_on(answer(Verdict::retry_later));
    EXPECT_EQ(record.state, DeliveryState::failed);
    EXPECT_EQ(record.status, 599);
    EXPECT_EQ(record.reason, "Word");
    EXPECT_FALSE(record.token_dead_since);
}

TEST_F(PushPolicy, what_will_never_be_taken_fails) {
    for (const auto verdict : {Verdict::refused, Verdict::no_credential}) {
        const auto record = decide_on(answer(verdict));
        EXPECT_EQ(record.state, DeliveryState::failed);
        EXPECT_FALSE(record.token_dead_since);
    }
}

TEST_F(PushPolicy, what_is_given_back_is_no_attempt) {
    const auto record = give_back(claim, kNow + 100, random);
    EXPECT_TRUE(record.given_back);
    EXPECT_EQ(record.state, DeliveryState::waiting);
    EXPECT_GE(record.next_attempt_at, kNow + 100);
    claim.give_up_at = kNow;
    EXPECT_EQ(give_back(claim, kNow + 100, random).state, DeliveryState::failed);
    EXPECT_EQ(give_back(claim, kNow + 100, random).reason, kReasonCredentialPaused);
}

}  // namespace
}  // namespace hako::jobs
