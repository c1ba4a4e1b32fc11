// SPDX-License-Identifier: Apache-2.0
#include "delivery/fcm/request.hpp"

#include "json/document.hpp"
#include "json/write.hpp"

#include <algorithm>
#include <charconv>
#include <memory>
#include <utility>

namespace hako::fcm {
namespace {

using json::Kind;

// The least that sending needs; the SDK asks for five.
constexpr std::string_view kScope = "https://www.googleapis.com/auth/firebase.messaging";
constexpr UnixMillis kAssertionSeconds = 3'600;
// Google keeps no message longer than four weeks.
constexpr UnixMillis kTtlSecondsMax = 2'419'200;

/// The members of `android`, with the time that is left unless one is given.
void write_android(
    json::Writer& writer,
    const std::optional<json::Value>& android,
    UnixMillis ttl
) {
    writer.name("android").begin_object();
    bool has_ttl = false;
    if (android) {
        for (const auto& [name, value] : android->members()) {
            has_ttl = has_ttl || name.string() == "ttl";
            writer.name(name.string()).raw(value.text());
        }
    }
    if (!has_ttl) {
        writer.name("ttl").string(std::to_string(ttl) + "s");
    }
    writer.end_object();
}

}  // namespace

std::string make_body(const push::Dispatch& dispatch, UnixMillis now) {
    const push::Payload& payload = *dispatch.payload;
    std::string body;
    body.reserve(payload.json.size() + dispatch.token.size() + 64);
    json::Writer writer(body);
    writer.begin_object().name("message").begin_object();
    writer.name("token").string(dispatch.token);
    json::Document document;
    if (!document.parse(payload.json) && document.root().is(Kind::object)) {
        const bool expires = payload.expires_at.has_value();
        std::optional<json::Value> android;
        for (const auto& [name, value] : document.root().members()) {
            const std::string key = name.string();
            if (key == "android" && expires && value.is(Kind::object)) {
                android = value;
            } else if (key != "token") {
                writer.name(key).raw(value.text());
            }
        }
        if (expires) {
            const UnixMillis left = (*payload.expires_at - now) / 1000;
            write_android(writer, android, std::clamp(left, UnixMillis{0}, kTtlSecondsMax));
        }
    }
    writer.end_object().end_object();
    return body;
}

http2::Request make_request(
    const push::Dispatch& dispatch,
    std::string_view project,
    const crypto::Secret& access_token,
    UnixMillis now
) {
    http2::Request request;
    request.path = "/v1/projects/" + std::string(project) + "/messages:send";
    request.headers = {
        {"authorization", "Bearer " + std::string(access_token.reveal())},
        {"content-type", "application/json; charset=utf-8"},
    };
    request.body = std::make_shared<const std::string>(make_body(dispatch, now));
    return request;
}

http2::Request make_token_request(
    const push::FcmCredential& credential,
    const crypto::SigningKey& key,
    std::string_view path,
    std::string_view audience,
    UnixMillis now
) {
    const UnixMillis iat = now / 1000;
    std::string header;
    json::Writer(header)
        .begin_object()
        .name("alg")
        .string("RS256")
        .name("typ")
        .string("JWT")
        .name("kid")
        .string(credential.private_key_id)
        .end_object();
    std::string claims;
    json::Writer(claims)
        .begin_object()
        .name("iss")
        .string(credential.client_email)
        .name("scope")
        .string(kScope)
        .name("aud")
        .string(audience)
        .name("iat")
        .integer(iat)
        .name("exp")
        .integer(iat + kAssertionSeconds)
        .end_object();
    const crypto::Secret assertion = crypto::make_jwt(header, claims, key);
    http2::Request request;
    request.path = path;
    request.headers = {{"content-type", "application/x-www-form-urlencoded"}};
    request.body = std::make_shared<const std::string>(
        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=" +
        std::string(assertion.reveal())
    );
    return request;
}

TokenAnswer parse_token_answer(std::string_view body) {
    TokenAnswer answer;
    json::Document document;
    if (document.parse(body) || !document.root().is(Kind::object)) {
        return answer;
    }
    const json::Value root = document.root();
    if (const auto error = root.find("error"); error && error->is(Kind::string)) {
        answer.error = error->string();
    }
    const auto token = root.find("access_token");
    const auto lifetime = root.find("expires_in");
    if (token && token->is(Kind::string) && lifetime && lifetime->is(Kind::number)) {
        const std::string_view text = lifetime->text();
        std::int64_t seconds = 0;
        const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
        if (error == std::errc() && seconds > 0) {
            answer.access_token.emplace(token->string());
            answer.expires_in = std::chrono::seconds(seconds);
        }
    }
    return answer;
}

}  // namespace hako::fcm
