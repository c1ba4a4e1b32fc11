// SPDX-License-Identifier: Apache-2.0
#include "delivery/apns/request.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>

namespace hako::apns {
namespace {

push::Dispatch dispatch_of(push::Payload payload, std::string token = "ab12") {
    return {
        .ticket = 1,
        .backend = *BackendId::parse("0123456789abcdef01234567"),
        .platform = push::Platform::ios,
        .environment = push::ApnsEnvironment::production,
        .token = std::move(token),
        .message_id = *Uuid::parse("0192a000-0000-7000-8000-00000000000a"),
        .payload = std::make_shared<const push::Payload>(std::move(payload)),
    };
}

/// The headers of a request; fails when one is there twice.
std::map<std::string, std::string> headers_of(const http2::Request& request) {
    std::map<std::string, std::string> headers;
    for (const auto& header : request.headers) {
        EXPECT_TRUE(headers.emplace(header.name, header.value).second) << header.name;
    }
    return headers;
}

push::Payload payload_of(std::vector<std::pair<std::string, std::string>> headers = {}) {
    return {.json = R"({"aps":{}})", .apns_headers = std::move(headers), .expires_at = {}};
}

TEST(ApnsRequest, a_plain_message) {
    const push::ProviderToken token{crypto::Secret("x.y.z"), 0};
    const auto request = make_request(dispatch_of(payload_of()), "com.example.app", &token);
    EXPECT_EQ(request.path, "/3/device/ab12");
    EXPECT_EQ(*request.body, R"({"aps":{}})");
    EXPECT_EQ(
        headers_of(request),
        (std::map<std::string, std::string>{
            {"authorization", "bearer x.y.z"},
            {"apns-topic", "com.example.app"},
            {"apns-push-type", "alert"},
            {"apns-id", "0192a000-0000-7000-8000-00000000000a"},
        })
    );
}

TEST(ApnsRequest, with_a_certificate_there_is_no_token) {
    const auto headers =
        headers_of(make_request(dispatch_of(payload_of()), "com.example.app", nullptr));
    EXPECT_FALSE(headers.contains("authorization"));
}

TEST(ApnsRequest, headers_of_the_push_are_carried) {
    auto payload = payload_of({{"apns-collapse-id", "c"}, {"apns-priority", "1"}});
    payload.expires_at = 1'780'000'000'999;
    const auto headers = headers_of(make_request(dispatch_of(std::move(payload)), "t.t", nullptr));
    EXPECT_EQ(headers.at("apns-collapse-id"), "c");
    EXPECT_EQ(headers.at("apns-priority"), "1");
    EXPECT_EQ(headers.at("apns-expiration"), "1780000000");
}

TEST(ApnsRequest, an_expiration_of_the_pushs_own_wins) {
    auto payload = payload_of({{"apns-expiration", "0"}});
    payload.expires_at = 1'780'000'000'999;
    const auto headers = headers_of(make_request(dispatch_of(std::move(payload)), "t.t", nullptr));
    EXPECT_EQ(headers.at("apns-expiration"), "0");
}

TEST(ApnsRequest, a_background_push_has_priority_5) {
    const auto headers = headers_of(
        make_request(dispatch_of(payload_of({{"apns-push-type", "background"}})), "t.t", nullptr)
    );
    EXPECT_EQ(headers.at("apns-priority"), "5");
    EXPECT_EQ(headers.at("apns-push-type"), "background");
}

TEST(ApnsRequest, the_push_type_says_the_topic) {
    const auto topic = [](const std::string& type, const std::string& configured) {
        return headers_of(
                   make_request(
                       dispatch_of(payload_of({{"apns-push-type", type}})), configured, nullptr
                   )
        )
            .at("apns-topic");
    };
    EXPECT_EQ(topic("alert", "a.b"), "a.b");
    EXPECT_EQ(topic("voip", "a.b"), "a.b.voip");
    EXPECT_EQ(topic("voip", "a.b.voip"), "a.b.voip");
    EXPECT_EQ(topic("complication", "a.b"), "a.b.complication");
    EXPECT_EQ(topic("fileprovider", "a.b"), "a.b.pushkit.fileprovider");
    EXPECT_EQ(topic("location", "a.b"), "a.b.location-query");
    EXPECT_EQ(topic("pushtotalk", "a.b"), "a.b.voip-ptt");
    EXPECT_EQ(topic("liveactivity", "a.b"), "a.b.push-type.liveactivity");
}

TEST(ApnsRequest, a_push_cannot_speak_for_the_gateway) {
    const auto headers = headers_of(make_request(
        dispatch_of(payload_of({
            {"authorization", "bearer stolen"},
            {"apns-topic", "com.example.other"},
            {"apns-id", "x"},
            {":path", "/"},
            {"", "x"},
        })),
        "com.example.app",
        nullptr
    ));
    EXPECT_EQ(headers.at("apns-topic"), "com.example.app");
    EXPECT_EQ(headers.size(), 3U);
}

TEST(ApnsRequest, a_token_cannot_lead_elsewhere) {
    EXPECT_EQ(
        make_request(dispatch_of(payload_of(), "../a b\xff"), "t.t", nullptr).path,
        "/3/device/%2E%2E%2Fa%20b%FF"
    );
}

TEST(ApnsRefusal, reason_and_time_are_read) {
    const auto refusal = parse_refusal(R"({"reason":"Unregistered","timestamp":1780000000123})");
    EXPECT_EQ(refusal.reason, "Unregistered");
    EXPECT_EQ(refusal.timestamp, 1'780'000'000'123);
}

TEST(ApnsRefusal, whatever_the_body_is_it_is_survived) {
    for (const char* body : {"", "{", "null", "[]", "{}", R"({"reason":1})", "<html>", "\xff"}) {
        EXPECT_EQ(parse_refusal(body).reason, "") << body;
    }
    EXPECT_EQ(parse_refusal(R"({"reason":"X","timestamp":"1"})").timestamp, std::nullopt);
    EXPECT_EQ(parse_refusal(R"({"reason":"X","timestamp":1.5})").timestamp, std::nullopt);
}

}  // namespace
}  // namespace hako::apns
