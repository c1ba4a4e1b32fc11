// SPDX-License-Identifier: Apache-2.0
// What APNs answers, and what becomes of it: every row of the table, then the simulator's own
// rules.
#include "apns_scene.hpp"
#include "crypto/sha256.hpp"
#include "domain/push/explanation.hpp"
#include "json/document.hpp"

#include <string>

namespace hako::testing {
namespace {

using push::Outcome;
using push::Verdict;
using std::chrono::minutes;
using std::chrono::seconds;

class ApnsAnswers : public ApnsScene {};

TEST_F(ApnsAnswers, an_accepted_message_arrives_as_it_was_sent) {
    auto payload = std::make_shared<push::Payload>(*payload_);
    payload->apns_headers = {{"apns-collapse-id", "news"}};
    payload->expires_at = 1'900'000'000'000;
    payload_ = payload;
    const Outcome outcome = send_and_wait(dispatch(0xa));
    EXPECT_EQ(outcome.verdict, Verdict::accepted);
    EXPECT_EQ(outcome.status, 200);
    EXPECT_EQ(outcome.reason, "");

    const std::string journal = sim().get("/journal");
    json::Document document;
    ASSERT_FALSE(document.parse(journal));
    const auto entry = *document.root().find("entries")->elements().begin();
    EXPECT_EQ(entry.find("payload")->string(), payload->json);
    EXPECT_EQ(entry.find("token")->string(), kDevice);
    const auto headers = *entry.find("headers");
    EXPECT_EQ(headers.find("apns-id")->string(), "0192a000-0000-7000-8000-00000000000a");
    EXPECT_EQ(headers.find("apns-topic")->string(), "com.example.app");
    EXPECT_EQ(headers.find("apns-push-type")->string(), "alert");
    EXPECT_EQ(headers.find("apns-collapse-id")->string(), "news");
    EXPECT_EQ(headers.find("apns-expiration")->string(), "1900000000");
}

TEST_F(ApnsAnswers, every_row_of_the_table_gives_its_verdict) {
    std::uint64_t message = 0;
    for (const auto& row : apns::answers()) {
        if (row.status == 200) {
            continue;
        }
        SCOPED_TRACE(row.reason);
        give_key(backend_);  // what an earlier row paused is lifted by a new credential
        fault(
            R"({"kind":"answer","count":1,"status":)" + std::to_string(row.status) +
            R"(,"reason":")" + std::string(row.reason) + "\"}"
        );
        const Outcome outcome = send_and_wait(dispatch(++message));
        EXPECT_EQ(outcome.status, row.status);
        EXPECT_EQ(outcome.reason, row.reason);
        // The one token of these 20 minutes was made already.
        const bool is_expired = row.step == apns::Step::new_token;
        EXPECT_EQ(outcome.verdict, is_expired ? Verdict::credential_paused : row.verdict);
        const auto before = sim().stat("requests");
        const Outcome next = send_and_wait(dispatch(++message));
        if (outcome.verdict == Verdict::credential_paused) {
            EXPECT_EQ(next.verdict, Verdict::credential_paused);
            EXPECT_EQ(next.reason, row.reason);
            EXPECT_GT(next.retry_after.value_or(seconds(0)), seconds(0));
            EXPECT_EQ(sim().stat("requests"), before) << "it was sent while it should rest";
            clock_.pass(is_expired ? minutes(21) : minutes(61));
            sim().post("/clock", R"({"seconds":)" + std::to_string(is_expired ? 1260 : 3660) + "}");
            EXPECT_EQ(send_and_wait(dispatch(++message)).verdict, Verdict::accepted);
        } else {
            EXPECT_EQ(next.verdict, Verdict::accepted);
        }
    }
}

TEST_F(ApnsAnswers, a_dead_token_is_dead_since_the_time_apple_names) {
    sim().post("/devices", R"({")" + kDevice + R"(":{"gone_at":1780000000123}})");
    const Outcome outcome = send_and_wait(dispatch(1));
    EXPECT_EQ(outcome.verdict, Verdict::token_dead);
    EXPECT_EQ(outcome.reason, "Unregistered");
    EXPECT_EQ(outcome.dead_since, 1'780'000'000'123);
    sim().post("/devices", R"({")" + kDevice + R"(":null})");
    EXPECT_EQ(send_and_wait(dispatch(1)).verdict, Verdict::accepted);
}

TEST_F(ApnsAnswers, a_token_of_the_other_environment_is_known_there) {
    sim().post("/devices", R"({")" + kDevice + R"(":{"environment":"development"}})");
    EXPECT_EQ(send_and_wait(dispatch(1)).verdict, Verdict::wrong_environment);
    auto other = dispatch(1);
    other.environment = push::ApnsEnvironment::development;
    EXPECT_EQ(send_and_wait(other).verdict, Verdict::accepted);
}

TEST_F(ApnsAnswers, what_breaks_apples_rules_is_told_by_apples_words) {
    const auto refused_with = [&](push::Payload payload) {
        auto broken = dispatch(1);
        broken.payload = std::make_shared<const push::Payload>(std::move(payload));
        const Outcome outcome = send_and_wait(broken);
        EXPECT_EQ(outcome.verdict, Verdict::refused);
        return outcome.reason;
    };
    const auto headers = [](std::string name, std::string value) {
        return push::Payload{
            .json = "{}", .apns_headers = {{std::move(name), std::move(value)}}, .expires_at = {}
        };
    };
    EXPECT_EQ(refused_with(headers("apns-collapse-id", std::string(65, 'x'))), "BadCollapseId");
    EXPECT_EQ(refused_with(headers("apns-priority", "7")), "BadPriority");
    EXPECT_EQ(refused_with(headers("apns-push-type", "nonsense")), "InvalidPushType");
    EXPECT_EQ(refused_with(headers("apns-expiration", "soon")), "BadExpirationDate");
    EXPECT_EQ(
        refused_with({.json = std::string(4097, ' '), .apns_headers = {}, .expires_at = {}}),
        "PayloadTooLarge"
    );
    EXPECT_EQ(refused_with({.json = "", .apns_headers = {}, .expires_at = {}}), "PayloadEmpty");
    EXPECT_EQ(send_and_wait(dispatch(1, "zz")).reason, "BadDeviceToken");
    EXPECT_EQ(send_and_wait(dispatch(1, "../..")).reason, "BadDeviceToken");
    EXPECT_EQ(send_and_wait(dispatch(1, "")).reason, "MissingDeviceToken");
}

TEST_F(ApnsAnswers, a_topic_that_is_not_the_teams_pauses_the_credential) {
    give_key(backend_, {}, "com.example.foreign");
    EXPECT_EQ(send_and_wait(dispatch(1)).reason, "TopicDisallowed");
    EXPECT_EQ(send_and_wait(dispatch(2)).verdict, Verdict::credential_paused);
    EXPECT_EQ(sim().stat("requests"), 1);
    give_key(backend_);
    EXPECT_EQ(send_and_wait(dispatch(2)).verdict, Verdict::accepted);
}

TEST_F(ApnsAnswers, whatever_the_body_is_it_is_survived) {
    const auto after = [&](const std::string& json) {
        fault(json);
        return send_and_wait(dispatch(1));
    };
    Outcome outcome = after(R"({"kind":"answer","status":400,"body":"{\"reason\":"})");
    EXPECT_EQ(outcome.verdict, Verdict::refused);
    EXPECT_EQ(outcome.reason, "");
    outcome = after(R"({"kind":"answer","status":500,"body":""})");
    EXPECT_EQ(outcome.verdict, Verdict::retry_later);
    outcome = after(R"({"kind":"answer","status":418,"reason":"Surprise"})");
    EXPECT_EQ(outcome.verdict, Verdict::refused);
    EXPECT_EQ(outcome.reason, "Surprise");
    EXPECT_NE(push::explanation(push::Platform::ios, 418, "Surprise"), "");
    outcome = after(R"({"kind":"upper_header"})");
    EXPECT_EQ(outcome.verdict, Verdict::accepted);
}

TEST_F(ApnsAnswers, retry_after_is_read_in_both_forms) {
    fault(
        R"({"kind":"answer","count":1,"status":429,"reason":"TooManyRequests","headers":{"retry-after":"240"}})"
    );
    Outcome outcome = send_and_wait(dispatch(1));
    EXPECT_EQ(outcome.verdict, Verdict::retry_device_later);
    EXPECT_EQ(outcome.retry_after, seconds(240));
    EXPECT_EQ(send_and_wait(dispatch(2)).verdict, Verdict::accepted) << "only this device waits";
    fault(
        R"({"kind":"answer","count":1,"status":503,"reason":"ServiceUnavailable","headers":{"Retry-After":"Fri, 31 Dec 2100 23:59:59 GMT"}})"
    );
    outcome = send_and_wait(dispatch(3));
    EXPECT_EQ(outcome.verdict, Verdict::retry_later);
    EXPECT_EQ(outcome.retry_after, std::chrono::hours(24));
    EXPECT_EQ(send_and_wait(dispatch(4)).verdict, Verdict::credential_paused) << "all wait";
}

TEST_F(ApnsAnswers, without_a_credential_nothing_is_sent) {
    auto foreign = dispatch(1);
    foreign.backend = backend_of('b');
    const Outcome outcome = send_and_wait(foreign);
    EXPECT_EQ(outcome.verdict, Verdict::no_credential);
    EXPECT_EQ(outcome.reason, "NoCredential");
    give_key(backend_of('b'), "not a key");
    EXPECT_EQ(send_and_wait(foreign).reason, "BadCredential");
    EXPECT_EQ(sim().stat("requests"), 0);
    credentials_.set(backend_, nullptr);
    EXPECT_EQ(send_and_wait(dispatch(1)).verdict, Verdict::no_credential);
}

TEST_F(ApnsAnswers, a_client_certificate_speaks_without_a_token) {
    give_certificate(backend_, sim().file("certificate"));
    EXPECT_EQ(send_and_wait(dispatch(1)).verdict, Verdict::accepted);
    EXPECT_EQ(tokens_.made(), 0);
    sim().post("/configure", R"({"certificate_environments":{"com.example.app":["development"]}})");
    EXPECT_EQ(send_and_wait(dispatch(2)).reason, "BadCertificateEnvironment");
    EXPECT_EQ(send_and_wait(dispatch(3)).verdict, Verdict::credential_paused);
    EXPECT_EQ(sim().stat("requests"), 2);
}

}  // namespace
}  // namespace hako::testing
