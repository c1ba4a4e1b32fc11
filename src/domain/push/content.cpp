// SPDX-License-Identifier: Apache-2.0
#include "domain/push/content.hpp"

#include "base/check.hpp"
#include "base/limits.hpp"
#include "domain/push/raw.hpp"
#include "json/write.hpp"

#include <algorithm>
#include <utility>

namespace hako::push {
namespace {

constexpr std::int64_t kBadgeMax = INT32_MAX;
constexpr std::string_view kCollapseHeader = "apns-collapse-id";

bool is_printable(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

std::string apns_body(const Content& content, std::string_view push_project_id) {
    std::string json;
    json::Writer writer(json);
    writer.begin_object().name("aps").begin_object().name("alert").string(content.message);
    if (content.badge) {
        writer.name("badge").integer(*content.badge);
    }
    writer.end_object().name("i").string(push_project_id);
    if (!content.extra_json.empty()) {
        writer.name("j").raw(content.extra_json);
    }
    writer.end_object();
    return json;
}

std::string fcm_message(const Content& content, std::string_view push_project_id) {
    std::string json;
    json::Writer writer(json);
    writer.begin_object().name("data").begin_object();
    if (content.title) {
        writer.name("title").string(*content.title);
    }
    writer.name("message").string(content.message);
    writer.name("push_project_id").string(push_project_id);
    if (!content.extra_json.empty()) {
        writer.name("extra_json").string(content.extra_json);
    }
    // What people are to see must not wait until they wake the phone.
    writer.end_object().name("android").begin_object().name("priority").string("high");
    if (!content.collapse_key.empty()) {
        writer.name("collapse_key").string(content.collapse_key);
    }
    writer.end_object().end_object();
    return json;
}

std::string merged(std::string base, const std::optional<json::Value>& over) {
    if (!over) {
        return base;
    }
    json::Document document;
    check(!document.parse(base).has_value(), "a payload of ours is JSON");
    std::string out;
    append_merged(out, document.root(), *over);
    return out;
}

void add_apns_headers(Payload& payload, const Content& content, const Raw& raw) {
    payload.apns_headers = raw.apns_headers;
    const auto names_collapse = [](const auto& header) { return header.first == kCollapseHeader; };
    const bool is_given =
        std::any_of(payload.apns_headers.begin(), payload.apns_headers.end(), names_collapse);
    if (!content.collapse_key.empty() && !is_given) {
        payload.apns_headers.emplace_back(kCollapseHeader, content.collapse_key);
    }
}

}  // namespace

std::optional<Payload> make_payload(
    const Content& content,
    Platform platform,
    std::string_view push_project_id,
    Error& wrong
) {
    const std::size_t wrong_before = wrong.params().size();
    if (content.badge && (*content.badge < 0 || *content.badge > kBadgeMax)) {
        wrong.add_param("badge", "Expected a number from 0 to 2147483647.");
    }
    if (content.collapse_key.size() > limits::kPushCollapseKeyBytesMax ||
        !is_printable(content.collapse_key)) {
        wrong.add_param("collapseKey", "Expected at most 64 printable ASCII characters.");
    }
    Raw raw;
    if (content.raw) {
        std::string why;
        auto read = read_raw(*content.raw, why);
        if (read) {
            raw = *std::move(read);
        } else {
            wrong.add_param("raw", why);
        }
    }
    if (wrong.params().size() > wrong_before) {
        return std::nullopt;
    }
    Payload payload;
    if (platform == Platform::ios) {
        payload.json = merged(apns_body(content, push_project_id), raw.apns_payload);
        add_apns_headers(payload, content, raw);
    } else {
        payload.json = merged(fcm_message(content, push_project_id), raw.fcm_message);
    }
    if (payload.json.size() > limits::kPushPayloadBytesMax) {
        wrong.add_param(
            "message",
            "The payload has " + std::to_string(payload.json.size()) + " bytes after encoding; " +
                std::to_string(limits::kPushPayloadBytesMax) + " are allowed, all fields together."
        );
        return std::nullopt;
    }
    return payload;
}

}  // namespace hako::push
