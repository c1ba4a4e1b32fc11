// SPDX-License-Identifier: Apache-2.0
// What FCM answers, and what becomes of it: every row of the table, the simulator's own rules, and
// what can go wrong with the access token and the connection.
#include "fcm_scene.hpp"
#include "json/document.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace hako::testing {
namespace {

using push::Outcome;
using push::Verdict;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

using Fcm = FcmScene;

std::string error_body(const fcm::Answer& row) {
    if (row.code.empty()) {
        return R"("<html>from a machine in between</html>")";
    }
    if (row.code == fcm::kInvalidToken) {
        return R"({"error":{"status":"INVALID_ARGUMENT","details":[{"@type":"type.googleapis.com/)"
               R"(google.rpc.BadRequest","fieldViolations":[{"field":"message.token"}]}]}})";
    }
    return R"({"error":{"status":"X","details":[{"@type":"type.googleapis.com/)"
           R"(google.firebase.fcm.v1.FcmError","errorCode":")" +
           std::string(row.code) + R"("}]}})";
}

TEST_F(Fcm, an_accepted_message_arrives_as_it_was_sent) {
    const Outcome outcome = send_and_wait(dispatch());
    EXPECT_EQ(outcome.verdict, Verdict::accepted);
    EXPECT_EQ(outcome.status, 200);
    const std::string journal = sim().get("/journal");
    json::Document document;
    ASSERT_FALSE(document.parse(journal));
    std::vector<json::Value> entries;
    for (const auto& entry : document.root().find("entries")->elements()) {
        entries.push_back(entry);
    }
    ASSERT_EQ(entries.size(), 2U);
    EXPECT_EQ(entries[0].find("what")->string(), "token");
    EXPECT_EQ(entries[0].find("protocol")->string(), "h2");
    EXPECT_EQ(
        entries[1].find("body")->string(),
        R"({"message":{"token":"device:APA91bExampleExampleExample",)"
        R"("data":{"title":"こんにちは"},"android":{"priority":"high"}}})"
    );
}

TEST_F(Fcm, every_row_of_the_table_gives_its_verdict) {
    for (const auto& row : fcm::answers()) {
        if (row.status == 200) {
            continue;
        }
        SCOPED_TRACE(std::to_string(row.status) + " " + std::string(row.code));
        give_account(backend_);  // what an earlier row paused is lifted by a new credential
        fault(
            R"({"kind":"answer","match":{"what":"send"},"count":1,"status":)" +
            std::to_string(row.status) + R"(,"body":)" + error_body(row) + "}"
        );
        const Outcome outcome = send_and_wait(dispatch());
        EXPECT_EQ(outcome.verdict, row.verdict);
        EXPECT_EQ(outcome.status, row.status);
        EXPECT_EQ(outcome.reason, row.code);
        if (row.pause > seconds(0)) {
            EXPECT_EQ(outcome.retry_after, row.pause);
        }
        const auto before = sim().stat("requests");
        const Outcome next = send_and_wait(dispatch());
        if (row.step == fcm::Step::pause || row.step == fcm::Step::back_off) {
            EXPECT_EQ(next.verdict, Verdict::credential_paused);
            EXPECT_EQ(next.reason, row.code);
            EXPECT_EQ(sim().stat("requests"), before) << "it was sent while it should rest";
        } else {
            EXPECT_EQ(next.verdict, Verdict::accepted);
        }
    }
}

TEST_F(Fcm, googles_own_rules_are_told_by_googles_words) {
    sim().post(
        "/devices",
        R"({"gone:APA91bExampleExampleExample":{"state":"unregistered"},)"
        R"("else:APA91bExampleExampleExample":{"state":"other_sender"}})"
    );
    Outcome outcome = send_and_wait(dispatch("gone:APA91bExampleExampleExample"));
    EXPECT_EQ(outcome.verdict, Verdict::token_dead);
    EXPECT_EQ(outcome.reason, "UNREGISTERED");
    outcome = send_and_wait(dispatch("else:APA91bExampleExampleExample"));
    EXPECT_EQ(outcome.verdict, Verdict::token_dead);
    EXPECT_EQ(outcome.reason, "SENDER_ID_MISMATCH");
    outcome = send_and_wait(dispatch("nonsense!"));
    EXPECT_EQ(outcome.verdict, Verdict::token_dead);
    EXPECT_EQ(outcome.reason, fcm::kInvalidToken);
    for (const char* json : {
             R"({"data":{"n":1}})",
             R"({"data":{"from":"x"}})",
             R"({"data":{"google.x":"x"}})",
             R"({"android":{"ttl":"soon"}})",
             R"({"android":{"priority":"urgent"}})",
             R"({"surprise":"x"})",
             R"({"topic":"news"})",
         }) {
        outcome = send_and_wait(dispatch(kRobot, json));
        EXPECT_EQ(outcome.verdict, Verdict::refused) << json;
        EXPECT_EQ(outcome.reason, "INVALID_ARGUMENT") << json;
    }
    const std::string large = R"({"data":{"t":")" + std::string(4'096, 'x') + "\"}}";
    EXPECT_EQ(send_and_wait(dispatch(kRobot, large)).reason, "INVALID_ARGUMENT");
    EXPECT_EQ(send_and_wait(dispatch()).verdict, Verdict::accepted);
}

TEST_F(Fcm, a_project_that_does_not_exist_costs_no_token) {
    sim().post("/configure", R"({"remove_project":"hako-test"})");
    const Outcome outcome = send_and_wait(dispatch());
    EXPECT_EQ(outcome.verdict, Verdict::credential_paused);
    EXPECT_EQ(outcome.reason, "NOT_FOUND");
}

TEST_F(Fcm, retry_after_is_read_in_both_forms_and_holds_for_the_project) {
    sim().post("/configure", R"({"quota_per_minute":1,"bucket":1})");
    EXPECT_EQ(send_and_wait(dispatch()).verdict, Verdict::accepted);
    Outcome outcome = send_and_wait(dispatch());
    EXPECT_EQ(outcome.verdict, Verdict::retry_later);
    EXPECT_EQ(outcome.reason, "QUOTA_EXCEEDED");
    EXPECT_EQ(outcome.retry_after, seconds(60));
    EXPECT_EQ(send_and_wait(dispatch()).verdict, Verdict::credential_paused);
    EXPECT_EQ(sim().stat("requests"), 2);
    pass(seconds(61));
    sim().post("/configure", R"({"quota_per_minute":1,"retry_after_form":"date","bucket":0})");
    outcome = send_and_wait(dispatch());
    EXPECT_EQ(outcome.reason, "QUOTA_EXCEEDED");
    EXPECT_GE(outcome.retry_after.value_or(seconds(0)), seconds(58));
    EXPECT_LE(outcome.retry_after.value_or(seconds(99)), seconds(61));
    fault(R"({"kind":"answer","count":1,"status":503,"headers":{"retry-after":"date+3600"},)"
          R"("body":{"error":{"status":"UNAVAILABLE"}}})");
    pass(seconds(61));
    outcome = send_and_wait(dispatch());
    EXPECT_EQ(outcome.verdict, Verdict::retry_later);
    EXPECT_GT(outcome.retry_after.value_or(seconds(0)), minutes(58));
    EXPECT_EQ(send_and_wait(dispatch()).verdict, Verdict::credential_paused);
}

TEST_F(Fcm, whatever_the_body_is_it_is_survived) {
    fault(R"({"kind":"html_502","match":{"what":"send"},"count":1})");
    Outcome outcome = send_and_wait(dispatch());
    EXPECT_EQ(outcome.verdict, Verdict::retry_later);
    EXPECT_EQ(outcome.status, 502);
    EXPECT_EQ(outcome.retry_after, seconds(10));
    fault(R"({"kind":"answer","match":{"what":"send"},"count":1,"status":400,"body":"{\"err"})");
    EXPECT_EQ(send_and_wait(dispatch()).verdict, Verdict::refused);
    fault(R"({"kind":"answer","match":{"what":"send"},"count":1,"status":500,"body":""})");
    EXPECT_EQ(send_and_wait(dispatch()).verdict, Verdict::retry_later);
}

TEST_F(Fcm, one_access_token_serves_all_that_waits) {
    fault(R"({"kind":"delay","match":{"what":"token"},"delay_ms":50})");
    std::vector<std::uint64_t> tickets;
    for (int message = 0; message < 300; ++message) {
        tickets.push_back(send(dispatch()));
    }
    for (const auto ticket : tickets) {
        EXPECT_EQ(outcome_of(ticket).verdict, Verdict::accepted);
    }
    EXPECT_EQ(sim().stat("token_requests"), 1);
    EXPECT_EQ(sim().stat("connections_opened"), 2) << "one for tokens, one for messages";
}

TEST_F(Fcm, it_is_fetched_anew_five_minutes_before_its_end) {
    EXPECT_EQ(send_and_wait(dispatch()).verdict, Verdict::accepted);
    pass(minutes(54));
    EXPECT_EQ(send_and_wait(dispatch()).verdict, Verdict::accepted);
    EXPECT_EQ(sim().stat("token_requests"), 1);
    pass(minutes(1));
    EXPECT_EQ(send_and_wait(dispatch()).verdict, Verdict::accepted);
    EXPECT_EQ(sim().stat("token_requests"), 2);
}

TEST_F(Fcm, an_unauthenticated_one_is_fetched_anew_once) {
    EXPECT_EQ(send_and_wait(dispatch()).verdict, Verdict::accepted);
    sim().post("/configure", R"({"revoke_tokens":true})");
    EXPECT_EQ(send_and_wait(dispatch()).verdict, Verdict::retry_now);
    EXPECT_EQ(send_and_wait(dispatch()).verdict, Verdict::accepted);
    EXPECT_EQ(sim().stat("token_requests"), 2);
    fault(R"({"kind":"answer","match":{"what":"send"},"status":401,)"
          R"("body":{"error":{"status":"UNAUTHENTICATED"}}})");
    EXPECT_EQ(send_and_wait(dispatch()).verdict, Verdict::retry_now);
    EXPECT_EQ(send_and_wait(dispatch()).verdict, Verdict::credential_paused);
    EXPECT_EQ(send_and_wait(dispatch()).verdict, Verdict::credential_paused);
    EXPECT_EQ(sim().stat("token_requests"), 3);
}

TEST_F(Fcm, a_refused_service_account_rests) {
    fault(R"({"kind":"answer","match":{"what":"token"},"status":400,)"
          R"("body":{"error":"invalid_grant","error_description":"Invalid JWT Signature."}})");
    const Outcome outcome = send_and_wait(dispatch());
    EXPECT_EQ(outcome.verdict, Verdict::credential_paused);
    EXPECT_EQ(outcome.reason, "invalid_grant");
    EXPECT_EQ(outcome.status, 400);
    EXPECT_EQ(send_and_wait(dispatch()).verdict, Verdict::credential_paused);
    EXPECT_EQ(sim().stat("token_requests"), 1);
}

TEST_F(Fcm, a_token_server_that_fails_is_asked_again_later) {
    for (const char* what : {
             R"({"kind":"html_502","match":{"what":"token"}})",
             R"({"kind":"answer","match":{"what":"token"},"status":200,"body":"<html>"})",
             R"({"kind":"cut","match":{"what":"token"}})",
         }) {
        give_account(backend_);
        fault(what);
        EXPECT_EQ(send_and_wait(dispatch()).verdict, Verdict::retry_later) << what;
        EXPECT_EQ(send_and_wait(dispatch()).verdict, Verdict::credential_paused) << what;
        sim().post("/faults", "[]");
        pass(seconds(11));
        EXPECT_EQ(send_and_wait(dispatch()).verdict, Verdict::accepted) << what;
    }
}

TEST_F(Fcm, a_signed_request_goes_to_googles_hosts_only) {
    auto with = options();
    with.oauth_url.reset();  // the simulator's service account names the simulator
    restart(with);
    const Outcome outcome = send_and_wait(dispatch());
    EXPECT_EQ(outcome.verdict, Verdict::credential_paused);
    EXPECT_EQ(outcome.reason, "BadCredential");
    EXPECT_EQ(sim().stat("token_requests"), 0);
}

TEST_F(Fcm, without_a_credential_nothing_is_sent) {
    auto foreign = dispatch();
    foreign.backend = backend_of('b');
    EXPECT_EQ(send_and_wait(foreign).verdict, Verdict::no_credential);
    EXPECT_EQ(sim().stat("requests"), 0);
}

TEST_F(Fcm, two_backends_have_a_token_and_a_connection_each) {
    give_account(backend_of('b'));
    auto other = dispatch();
    other.backend = backend_of('b');
    EXPECT_EQ(send_and_wait(dispatch()).verdict, Verdict::accepted);
    EXPECT_EQ(send_and_wait(other).verdict, Verdict::accepted);
    EXPECT_EQ(sim().stat("token_requests"), 2);
    EXPECT_EQ(sim().stat("connections_opened"), 3);
}

TEST_F(Fcm, faults_of_the_connection_are_told_apart) {
    EXPECT_EQ(send_and_wait(dispatch()).verdict, Verdict::accepted);
    const auto after = [&](const std::string& json) {
        fault(json);
        const Outcome outcome = send_and_wait(dispatch());
        sim().post("/faults", "[]");
        EXPECT_EQ(send_and_wait(dispatch()).verdict, Verdict::accepted) << json;
        return outcome.verdict;
    };
    EXPECT_EQ(after(R"({"kind":"refuse","count":1})"), Verdict::retry_now);
    EXPECT_EQ(after(R"({"kind":"goaway","count":1})"), Verdict::retry_now);
    EXPECT_EQ(after(R"({"kind":"reset","count":1})"), Verdict::unknown);
    EXPECT_EQ(after(R"({"kind":"cut","count":1,"processed":true})"), Verdict::unknown);
    EXPECT_EQ(after(R"({"kind":"cut","count":1,"processed":false})"), Verdict::unknown);
    auto with = options();
    with.client.answer_max = milliseconds(200);
    restart(with);
    EXPECT_EQ(after(R"({"kind":"hang","match":{"what":"send"},"count":1})"), Verdict::unknown);
}

}  // namespace
}  // namespace hako::testing
