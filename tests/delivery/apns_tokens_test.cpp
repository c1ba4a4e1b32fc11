// SPDX-License-Identifier: Apache-2.0
// Provider tokens against a simulator that counts them as Apple does.
#include "apns_scene.hpp"
#include "crypto/signing_key.hpp"
#include "crypto/test_keys.hpp"

#include <cstdio>
#include <string>

namespace hako::testing {
namespace {

using push::Outcome;
using push::Verdict;
using std::chrono::minutes;
using std::chrono::seconds;

class ApnsTokens : public ApnsScene {
protected:
    /// Lets time pass here and at the simulator.
    void pass(minutes time) {
        clock_.pass(time);
        pass_there(time);
    }

    static void pass_there(minutes time) {
        const auto count = std::chrono::duration_cast<seconds>(time).count();
        sim().post("/clock", R"({"seconds":)" + std::to_string(count) + "}");
    }
};

TEST_F(ApnsTokens, one_token_serves_restarts_backends_and_environments) {
    give_key(backend_of('b'));
    for (int round = 0; round < 3; ++round) {
        EXPECT_EQ(send_and_wait(dispatch(1)).verdict, Verdict::accepted);
        auto other = dispatch(2);
        other.backend = backend_of('b');
        other.environment = push::ApnsEnvironment::development;
        EXPECT_EQ(send_and_wait(other).verdict, Verdict::accepted);
        restart();
    }
    EXPECT_EQ(tokens_.made(), 1);
}

TEST_F(ApnsTokens, a_new_one_is_made_every_50_minutes) {
    for (int round = 0; round < 20; ++round) {
        EXPECT_EQ(send_and_wait(dispatch(1)).verdict, Verdict::accepted);
        pass(minutes(10));
    }
    EXPECT_EQ(tokens_.made(), 4);
    EXPECT_EQ(sim().stat("accepted"), 20);
}

TEST_F(ApnsTokens, a_clock_that_is_behind_costs_one_token_and_then_a_pause) {
    EXPECT_EQ(send_and_wait(dispatch(1)).verdict, Verdict::accepted);
    // There it is 70 minutes later: what is made here after 21 minutes is 49 minutes old.
    pass_there(minutes(70));
    clock_.pass(minutes(21));
    Outcome outcome = send_and_wait(dispatch(2));
    EXPECT_EQ(outcome.reason, "ExpiredProviderToken");
    EXPECT_EQ(outcome.verdict, Verdict::retry_now);
    EXPECT_EQ(send_and_wait(dispatch(2)).verdict, Verdict::accepted);
    EXPECT_EQ(tokens_.made(), 2);
    // Now this clock is so far behind that no token of its is good.
    pass_there(minutes(300));
    outcome = send_and_wait(dispatch(3));
    EXPECT_EQ(outcome.reason, "ExpiredProviderToken");
    EXPECT_EQ(outcome.verdict, Verdict::credential_paused);
    EXPECT_GT(outcome.retry_after.value_or(seconds(0)), minutes(19));
    EXPECT_EQ(send_and_wait(dispatch(3)).verdict, Verdict::credential_paused);
    EXPECT_EQ(tokens_.made(), 2);
}

TEST_F(ApnsTokens, too_many_of_a_team_pause_it) {
    EXPECT_EQ(send_and_wait(dispatch(1)).verdict, Verdict::accepted);
    // Somebody else made one: as seen by a gateway that knows nothing of the first.
    TestTokens others;
    http2::Loop loop(log_);
    auto gateway = std::make_unique<apns::ApnsGateway>(
        loop, apns::ApnsGateway::Ports{credentials_, others, clock_, log_}, options()
    );
    clock_.pass(seconds(2));
    auto second = dispatch(2);
    second.ticket = 1'000;
    gateway->send(second, outcomes_);
    const Outcome outcome = outcome_of(1'000);
    EXPECT_EQ(outcome.reason, "TooManyProviderTokenUpdates");
    EXPECT_EQ(outcome.verdict, Verdict::credential_paused);
    EXPECT_EQ(outcome.retry_after, minutes(5));
    second.ticket = 1'001;
    gateway->send(second, outcomes_);
    EXPECT_EQ(outcome_of(1'001).verdict, Verdict::credential_paused);
    loop.stop();
    gateway.reset();
    EXPECT_EQ(others.made(), 1);
    EXPECT_EQ(send_and_wait(dispatch(3)).verdict, Verdict::accepted) << "the first goes on";
}

TEST_F(ApnsTokens, a_wrong_key_is_asked_about_once) {
    give_key(backend_, crypto::shared_key_pem(crypto::TestKey::p256));
    EXPECT_EQ(send_and_wait(dispatch(1)).reason, "InvalidProviderToken");
    for (std::uint64_t message = 2; message < 50; ++message) {
        EXPECT_EQ(send_and_wait(dispatch(message)).verdict, Verdict::credential_paused);
    }
    EXPECT_EQ(sim().stat("requests"), 1);
    EXPECT_EQ(tokens_.made(), 1);
}

TEST_F(ApnsTokens, who_names_anothers_key_id_sends_nothing_in_its_name) {
    EXPECT_EQ(send_and_wait(dispatch(1)).verdict, Verdict::accepted);
    give_key(backend_of('b'), crypto::shared_key_pem(crypto::TestKey::p256));
    auto foreign = dispatch(2);
    foreign.backend = backend_of('b');
    const Outcome outcome = send_and_wait(foreign);
    EXPECT_EQ(outcome.verdict, Verdict::credential_paused);
    EXPECT_EQ(outcome.reason, "ProviderTokenBudget");
    EXPECT_EQ(sim().stat("requests"), 1);
    EXPECT_EQ(send_and_wait(dispatch(3)).verdict, Verdict::accepted);
}

}  // namespace
}  // namespace hako::testing
