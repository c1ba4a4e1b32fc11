// SPDX-License-Identifier: Apache-2.0
// What can go wrong with a connection to APNs, and that the truth is told about each message.
#include "apns_scene.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace hako::testing {
namespace {

using push::Outcome;
using push::Verdict;
using std::chrono::milliseconds;
using std::chrono::seconds;

class ApnsFaults : public ApnsScene {
protected:
    /// Sends messages `first` to `last` at once and waits; the outcomes in that order.
    std::vector<Outcome> send_all(std::uint64_t first, std::uint64_t last) {
        std::vector<std::uint64_t> tickets;
        for (std::uint64_t message = first; message <= last; ++message) {
            tickets.push_back(send(dispatch(message)));
        }
        std::vector<Outcome> outcomes;
        for (const auto ticket : tickets) {
            outcomes.push_back(outcome_of(ticket));
        }
        return outcomes;
    }

    static std::map<Verdict, int> count(const std::vector<Outcome>& outcomes) {
        std::map<Verdict, int> counts;
        for (const Outcome& outcome : outcomes) {
            ++counts[outcome.verdict];
        }
        return counts;
    }
};

TEST_F(ApnsFaults, many_messages_share_one_connection_and_its_first_stream) {
    // Apple lets one stream be opened until the first token was good; then as many as it says.
    sim().post("/configure", R"({"streams_max":50})");
    const auto counts = count(send_all(1, 500));
    EXPECT_EQ(counts, (std::map<Verdict, int>{{Verdict::accepted, 500}}));
    EXPECT_EQ(sim().stat("connections_opened"), 1);
    EXPECT_EQ(sim().stat("requests"), 500) << "none was refused for a stream too many";
}

TEST_F(ApnsFaults, a_stream_limit_that_shrinks_is_kept) {
    EXPECT_EQ(send_and_wait(dispatch(1)).verdict, Verdict::accepted);
    sim().post("/configure", R"({"streams_max":3,"streams_max_now":true})");
    EXPECT_EQ(send_and_wait(dispatch(2)).verdict, Verdict::accepted);
    fault(R"({"kind":"delay","delay_ms":5})");
    EXPECT_EQ(count(send_all(3, 60)), (std::map<Verdict, int>{{Verdict::accepted, 58}}));
    EXPECT_EQ(sim().stat("requests"), 60);
}

TEST_F(ApnsFaults, goaway_tells_what_was_not_processed) {
    EXPECT_EQ(send_and_wait(dispatch(1)).verdict, Verdict::accepted);
    sim().post(
        "/faults",
        R"([{"kind":"goaway","after":20,"count":1,"reason":"Shutdown"},{"kind":"delay","delay_ms":30}])"
    );
    const auto outcomes = send_all(2, 101);
    const auto counts = count(outcomes);
    EXPECT_EQ(counts.at(Verdict::accepted) + counts.at(Verdict::retry_now), 100);
    EXPECT_GE(counts.at(Verdict::accepted), 20);
    EXPECT_GE(counts.at(Verdict::retry_now), 1);
    sim().post("/faults", "[]");
    for (std::size_t at = 0; at < outcomes.size(); ++at) {
        if (outcomes[at].verdict == Verdict::retry_now) {
            EXPECT_EQ(send_and_wait(dispatch(at + 2)).verdict, Verdict::accepted);
        }
    }
    EXPECT_EQ(sim().stat("accepted"), 101) << "none twice, none forgotten";
    EXPECT_EQ(sim().stat("connections_opened"), 2);
}

TEST_F(ApnsFaults, a_goaway_for_a_bad_certificate_pauses_the_credential) {
    fault(R"({"kind":"goaway","count":1,"reason":"BadCertificate"})");
    const Outcome outcome = send_and_wait(dispatch(1));
    EXPECT_EQ(outcome.verdict, Verdict::credential_paused);
    EXPECT_EQ(outcome.reason, "BadCertificate");
    EXPECT_EQ(send_and_wait(dispatch(2)).verdict, Verdict::credential_paused);
    EXPECT_EQ(sim().stat("requests"), 1);
}

TEST_F(ApnsFaults, a_refused_stream_is_sent_again_at_once) {
    fault(R"({"kind":"refuse","count":1})");
    const Outcome outcome = send_and_wait(dispatch(1));
    EXPECT_EQ(outcome.verdict, Verdict::retry_now);
    EXPECT_EQ(outcome.reason, "NotProcessed");
    EXPECT_EQ(outcome.status, 0);
    EXPECT_EQ(send_and_wait(dispatch(1)).verdict, Verdict::accepted);
}

TEST_F(ApnsFaults, a_cut_leaves_the_outcome_unknown_whether_it_was_processed_or_not) {
    for (const char* processed : {"true", "false"}) {
        // A connection that has answered: after it, the next one is opened at once.
        EXPECT_EQ(send_and_wait(dispatch(2)).verdict, Verdict::accepted);
        fault(R"({"kind":"cut","count":1,"processed":)" + std::string(processed) + "}");
        const Outcome outcome = send_and_wait(dispatch(1));
        EXPECT_EQ(outcome.verdict, Verdict::unknown);
        EXPECT_EQ(outcome.reason, "NoAnswer");
    }
    EXPECT_EQ(sim().stat("requests"), 4) << "it is not sent again behind the caller's back";
}

TEST_F(ApnsFaults, a_reset_stream_leaves_the_outcome_unknown) {
    fault(R"({"kind":"reset","count":1,"code":2,"processed":true})");
    EXPECT_EQ(send_and_wait(dispatch(1)).verdict, Verdict::unknown);
    EXPECT_EQ(send_and_wait(dispatch(2)).verdict, Verdict::accepted);
    EXPECT_EQ(sim().stat("connections_opened"), 1);
}

TEST_F(ApnsFaults, silence_about_one_message_is_its_own) {
    auto with = options();
    with.client.answer_max = milliseconds(300);
    restart(with);
    EXPECT_EQ(send_and_wait(dispatch(1)).verdict, Verdict::accepted);
    fault(R"({"kind":"hang","count":1})");
    const auto counts = count(send_all(2, 31));
    EXPECT_EQ(counts, (std::map<Verdict, int>{{Verdict::accepted, 29}, {Verdict::unknown, 1}}));
    EXPECT_EQ(send_and_wait(dispatch(40)).verdict, Verdict::accepted);
    EXPECT_EQ(sim().stat("connections_opened"), 1) << "it answered the PING";
    EXPECT_GE(sim().stat("pings"), 1);
}

TEST_F(ApnsFaults, silence_of_the_first_stream_does_not_hold_the_others_for_ever) {
    auto with = options();
    with.client.answer_max = milliseconds(200);
    restart(with);
    fault(R"({"kind":"hang","count":1})");
    const auto outcomes = send_all(1, 5);
    EXPECT_EQ(outcomes[0].verdict, Verdict::unknown);
    EXPECT_TRUE(std::ranges::all_of(outcomes, [](const Outcome& outcome) {
        return outcome.verdict == Verdict::unknown || outcome.verdict == Verdict::accepted ||
               outcome.verdict == Verdict::retry_later;
    }));
}

TEST_F(ApnsFaults, an_idle_connection_is_kept_alive) {
    auto with = options();
    with.client.ping_after = milliseconds(40);
    restart(with);
    EXPECT_EQ(send_and_wait(dispatch(1)).verdict, Verdict::accepted);
    const auto until = std::chrono::steady_clock::now() + seconds(10);
    while (sim().stat("pings") < 3 && std::chrono::steady_clock::now() < until) {
    }
    EXPECT_GE(sim().stat("pings"), 3);
    EXPECT_EQ(send_and_wait(dispatch(2)).verdict, Verdict::accepted);
    EXPECT_EQ(sim().stat("connections_opened"), 1);
}

TEST_F(ApnsFaults, a_provider_that_is_not_there_is_not_connected) {
    auto with = options();
    with.production_url = "https://127.0.0.1:1";
    restart(with);
    const Outcome outcome = send_and_wait(dispatch(1));
    EXPECT_EQ(outcome.verdict, Verdict::retry_later);
    EXPECT_EQ(outcome.reason, "NotConnected");
    EXPECT_TRUE(outcome.retry_after);
    with.production_url = "https://name.invalid";
    restart(with);
    EXPECT_EQ(send_and_wait(dispatch(1)).reason, "NotConnected");
    with.production_url = "https://127.0.0.1:" + sim().fact("control");
    restart(with);
    EXPECT_EQ(send_and_wait(dispatch(1)).reason, "NotConnected") << "no TLS there";
}

TEST_F(ApnsFaults, a_server_that_is_not_trusted_is_told_nothing) {
    auto with = options();
    with.client.ca_file.clear();
    restart(with);
    EXPECT_EQ(send_and_wait(dispatch(1)).reason, "NotConnected");
    EXPECT_EQ(sim().stat("requests"), 0);
}

TEST_F(ApnsFaults, connecting_again_is_not_hurried) {
    auto with = options();
    with.client.pause_min = seconds(30);
    restart(with);
    fault(R"({"kind":"cut"})");
    EXPECT_EQ(send_and_wait(dispatch(1)).verdict, Verdict::unknown);
    for (std::uint64_t message = 2; message < 10; ++message) {
        const Outcome outcome = send_and_wait(dispatch(message));
        EXPECT_EQ(outcome.verdict, Verdict::retry_later);
        EXPECT_GT(outcome.retry_after.value_or(seconds(0)), seconds(20));
    }
    EXPECT_EQ(sim().stat("connections_opened"), 1);
}

TEST_F(ApnsFaults, a_changed_credential_opens_a_new_connection_and_the_old_one_answers) {
    EXPECT_EQ(send_and_wait(dispatch(1)).verdict, Verdict::accepted);
    fault(R"({"kind":"delay","count":1,"delay_ms":100})");
    const auto slow = send(dispatch(2));
    while (sim().stat("connections_opened") < 1) {
    }
    give_key(backend_);
    EXPECT_EQ(send_and_wait(dispatch(3)).verdict, Verdict::accepted);
    EXPECT_EQ(outcome_of(slow).verdict, Verdict::accepted);
    EXPECT_EQ(sim().stat("connections_opened"), 2);
}

TEST_F(ApnsFaults, a_shutdown_is_followed_by_a_new_connection) {
    fault(R"({"kind":"answer","count":1,"after":1,"status":503,"reason":"Shutdown"})");
    EXPECT_EQ(send_and_wait(dispatch(1)).verdict, Verdict::accepted);
    EXPECT_EQ(send_and_wait(dispatch(2)).verdict, Verdict::retry_later);
    EXPECT_EQ(send_and_wait(dispatch(2)).verdict, Verdict::accepted);
    EXPECT_EQ(sim().stat("connections_opened"), 2);
}

TEST_F(ApnsFaults, a_mix_of_faults_forgets_nobody) {
    sim().post("/faults", R"([
        {"kind":"answer","status":503,"reason":"ServiceUnavailable","probability":0.03},
        {"kind":"answer","status":500,"reason":"InternalServerError","probability":0.03},
        {"kind":"answer","status":429,"reason":"TooManyRequests","probability":0.03},
        {"kind":"refuse","probability":0.03},
        {"kind":"goaway","probability":0.01},
        {"kind":"cut","processed":true,"probability":0.01},
        {"kind":"cut","processed":false,"probability":0.01}])");
    std::vector<std::uint64_t> open;
    for (std::uint64_t message = 1; message <= 400; ++message) {
        open.push_back(message);
    }
    for (int round = 0; round < 200 && !open.empty(); ++round) {
        std::vector<std::pair<std::uint64_t, std::uint64_t>> tickets;
        tickets.reserve(open.size());
        for (const auto message : open) {
            tickets.emplace_back(message, send(dispatch(message)));
        }
        open.clear();
        for (const auto& [message, ticket] : tickets) {
            const Outcome outcome = outcome_of(ticket);
            ASSERT_NE(outcome.verdict, Verdict::refused) << outcome.reason;
            if (outcome.verdict != Verdict::accepted) {
                open.push_back(message);
            }
        }
    }
    EXPECT_TRUE(open.empty());
    EXPECT_GE(sim().stat("accepted"), 400);
}

}  // namespace
}  // namespace hako::testing
