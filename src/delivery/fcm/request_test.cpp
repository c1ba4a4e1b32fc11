// SPDX-License-Identifier: Apache-2.0
#include "delivery/fcm/request.hpp"

#include "crypto/base64.hpp"
#include "crypto/test_keys.hpp"

#include <gtest/gtest.h>

#include <string>

namespace hako::fcm {
namespace {

constexpr UnixMillis kNow = 1'780'000'000'500;

push::Dispatch dispatch_of(std::string json, std::optional<UnixMillis> expires_at = {}) {
    return {
        .ticket = 1,
        .backend = *BackendId::parse("0123456789abcdef01234567"),
        .platform = push::Platform::android,
        .environment = push::ApnsEnvironment::production,
        .token = "to\"ken",
        .message_id = {},
        .payload = std::make_shared<const push::Payload>(
            push::Payload{.json = std::move(json), .apns_headers = {}, .expires_at = expires_at}
        ),
    };
}

TEST(FcmBody, the_token_goes_into_the_message) {
    EXPECT_EQ(
        make_body(dispatch_of(R"({"data":{"title":"あ","n":"\u0041"}})"), kNow),
        R"({"message":{"token":"to\"ken","data":{"title":"あ","n":"\u0041"}}})"
    );
    EXPECT_EQ(make_body(dispatch_of("{}"), kNow), R"({"message":{"token":"to\"ken"}})");
}

TEST(FcmBody, a_token_of_the_pushs_own_is_not_sent) {
    EXPECT_EQ(
        make_body(dispatch_of(R"({"token":"other"})"), kNow), R"({"message":{"token":"to\"ken"}})"
    );
}

TEST(FcmBody, a_push_that_expires_gets_the_time_that_is_left) {
    const auto body = [](std::string json, UnixMillis expires_at) {
        return make_body(dispatch_of(std::move(json), expires_at), kNow);
    };
    EXPECT_EQ(
        body(R"({"data":{}})", kNow + 90'000),
        R"({"message":{"token":"to\"ken","data":{},"android":{"ttl":"90s"}}})"
    );
    EXPECT_EQ(
        body(R"({"android":{"priority":"high"}})", kNow - 1),
        R"({"message":{"token":"to\"ken","android":{"priority":"high","ttl":"0s"}}})"
    );
    EXPECT_EQ(
        body(R"({"android":{"ttl":"5s"}})", kNow + 90'000),
        R"({"message":{"token":"to\"ken","android":{"ttl":"5s"}}})"
    );
    EXPECT_EQ(
        body("{}", kNow + 5'000'000'000),
        R"({"message":{"token":"to\"ken","android":{"ttl":"2419200s"}}})"
    );
}

TEST(FcmRequest, names_project_and_token) {
    const auto request =
        make_request(dispatch_of("{}"), "my-project", crypto::Secret("ya29.x"), kNow);
    EXPECT_EQ(request.path, "/v1/projects/my-project/messages:send");
    EXPECT_EQ(request.headers.at(0).value, "Bearer ya29.x");
}

TEST(FcmTokenRequest, the_assertion_says_who_asks_for_what_where) {
    const push::FcmCredential credential{
        .version = 1,
        .project_id = "my-project",
        .client_email = "push@my-project.iam.gserviceaccount.com",
        .private_key_id = "k1",
        .private_key_pem = crypto::new_key_pem(crypto::TestKey::rsa_2048),
        .token_uri = "https://oauth2.googleapis.com/token",
    };
    const auto key = crypto::SigningKey::from_pem(credential.private_key_pem);
    const auto request = make_token_request(credential, *key, "/token", credential.token_uri, kNow);
    EXPECT_EQ(request.path, "/token");
    const std::string start =
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=";
    ASSERT_TRUE(request.body->starts_with(start));
    const std::string jwt = request.body->substr(start.size());
    const auto first = jwt.find('.');
    const auto last = jwt.rfind('.');
    EXPECT_EQ(
        crypto::from_base64url(jwt.substr(0, first)), R"({"alg":"RS256","typ":"JWT","kid":"k1"})"
    );
    EXPECT_EQ(
        crypto::from_base64url(jwt.substr(first + 1, last - first - 1)),
        R"({"iss":"push@my-project.iam.gserviceaccount.com",)"
        R"("scope":"https://www.googleapis.com/auth/firebase.messaging",)"
        R"("aud":"https://oauth2.googleapis.com/token","iat":1780000000,"exp":1780003600})"
    );
}

TEST(FcmTokenAnswer, a_token_is_read) {
    const auto answer =
        parse_token_answer(R"({"access_token":"ya29.x","expires_in":3599,"token_type":"Bearer"})");
    ASSERT_TRUE(answer.access_token);
    EXPECT_EQ(answer.access_token->reveal(), "ya29.x");
    EXPECT_EQ(answer.expires_in, std::chrono::seconds(3599));
}

TEST(FcmTokenAnswer, a_refusal_is_read_and_the_rest_survived) {
    EXPECT_EQ(
        parse_token_answer(R"({"error":"invalid_grant","error_description":"x"})").error,
        "invalid_grant"
    );
    for (const char* body :
         {"",
          "<html>",
          "{}",
          "[]",
          R"({"access_token":"x"})",
          R"({"access_token":1,"expires_in":1})",
          R"({"access_token":"x","expires_in":"1"})",
          R"({"access_token":"x","expires_in":0})"}) {
        EXPECT_FALSE(parse_token_answer(body).access_token) << body;
    }
}

}  // namespace
}  // namespace hako::fcm
