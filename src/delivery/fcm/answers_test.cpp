// SPDX-License-Identifier: Apache-2.0
#include "delivery/fcm/answers.hpp"

#include "domain/push/explanation.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace hako::fcm {
namespace {

using push::Verdict;

std::string error(const std::string& status, const std::string& details, const std::string& said) {
    return R"({"error":{"code":400,"message":")" + said + R"(","status":")" + status +
           R"(","details":[)" + details + "]}}";
}

std::string fcm_error(const std::string& code) {
    return R"({"@type":"type.googleapis.com/google.firebase.fcm.v1.FcmError","errorCode":")" +
           code + "\"}";
}

std::string bad_request(const std::string& field) {
    return R"({"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[{"field":")" +
           field + R"(","description":"Invalid value"}]})";
}

TEST(FcmAnswers, every_row_has_an_explanation) {
    const auto rows = push::explanations(push::Platform::android);
    for (const auto& answer : answers()) {
        EXPECT_TRUE(std::ranges::any_of(rows, [&](const auto& row) {
            return row.status == answer.status && row.reason == answer.code;
        })) << answer.code;
    }
}

TEST(FcmAnswers, fcms_own_code_comes_before_the_status) {
    EXPECT_EQ(parse_code(error("NOT_FOUND", fcm_error("UNREGISTERED"), "x")), "UNREGISTERED");
    EXPECT_EQ(
        parse_code(error("PERMISSION_DENIED", fcm_error("SENDER_ID_MISMATCH"), "x")),
        "SENDER_ID_MISMATCH"
    );
    EXPECT_EQ(parse_code(error("NOT_FOUND", "", "x")), "NOT_FOUND");
}

TEST(FcmAnswers, an_invalid_argument_costs_the_token_only_if_it_is_the_token) {
    EXPECT_EQ(
        parse_code(error("INVALID_ARGUMENT", bad_request("message.token"), "x")), kInvalidToken
    );
    EXPECT_EQ(
        parse_code(error(
            "INVALID_ARGUMENT",
            fcm_error("INVALID_ARGUMENT"),
            "The registration token is not a valid FCM registration token"
        )),
        kInvalidToken
    );
    EXPECT_EQ(
        parse_code(error("INVALID_ARGUMENT", bad_request("message.data[0].value"), "x")),
        "INVALID_ARGUMENT"
    );
    EXPECT_EQ(find_answer(400, "INVALID_ARGUMENT").verdict, Verdict::refused);
    EXPECT_EQ(find_answer(400, kInvalidToken).verdict, Verdict::token_dead);
}

TEST(FcmAnswers, no_token_is_given_up_without_fcms_word) {
    for (const int status : {400, 401, 403, 404, 410, 429, 500, 502, 503, 504}) {
        EXPECT_NE(find_answer(status, "").verdict, Verdict::token_dead) << status;
    }
    EXPECT_EQ(find_answer(404, "NOT_FOUND").verdict, Verdict::credential_paused);
    EXPECT_EQ(find_answer(403, "PERMISSION_DENIED").verdict, Verdict::credential_paused);
}

TEST(FcmAnswers, what_is_unknown_is_judged_by_its_status) {
    EXPECT_EQ(find_answer(400, "SURPRISE").verdict, Verdict::refused);
    EXPECT_EQ(find_answer(401, "").step, Step::new_token);
    EXPECT_EQ(find_answer(429, "").pause, std::chrono::seconds(60));
    EXPECT_EQ(find_answer(504, "").verdict, Verdict::retry_later);
    EXPECT_EQ(find_answer(200, "").verdict, Verdict::accepted);
}

TEST(FcmAnswers, whatever_the_body_is_it_is_survived) {
    for (const char* body :
         {"",
          "<html><body>502</body></html>",
          "[]",
          "{}",
          R"({"error":"x"})",
          R"({"error":{}})",
          R"({"error":{"status":1,"details":{}}})",
          R"({"error":{"details":[1,"x",{}]}})"}) {
        EXPECT_EQ(parse_code(body), "") << body;
    }
}

}  // namespace
}  // namespace hako::fcm
