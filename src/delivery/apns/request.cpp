// SPDX-License-Identifier: Apache-2.0
#include "delivery/apns/request.hpp"

#include "json/document.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

namespace hako::apns {
namespace {

using http2::Header;

// Which topic a push type is sent to, if not the bundle id itself.
struct TopicSuffix {
    std::string_view push_type;
    std::string_view suffix;
};

constexpr std::array kTopicSuffixes{
    TopicSuffix{"voip", ".voip"},
    TopicSuffix{"complication", ".complication"},
    TopicSuffix{"fileprovider", ".pushkit.fileprovider"},
    TopicSuffix{"location", ".location-query"},
    TopicSuffix{"pushtotalk", ".voip-ptt"},
    TopicSuffix{"liveactivity", ".push-type.liveactivity"},
};

// What only the gateway may say.
bool is_ours(std::string_view name) {
    return name.empty() || name.front() == ':' || name == "authorization" || name == "apns-topic" ||
           name == "apns-id";
}

std::string_view
value_of(const push::Payload& payload, std::string_view name, std::string_view otherwise) {
    const auto found = std::ranges::find(payload.apns_headers, name, [](const auto& header) {
        return std::string_view(header.first);
    });
    return found == payload.apns_headers.end() ? otherwise : found->second;
}

std::string topic_of(std::string_view topic, std::string_view push_type) {
    const auto* found = std::ranges::find(kTopicSuffixes, push_type, &TopicSuffix::push_type);
    std::string text(topic);
    if (found != kTopicSuffixes.end() && !topic.ends_with(found->suffix)) {
        text += found->suffix;
    }
    return text;
}

// Tokens are hex digits; another character must not lead to another path.
void append_escaped(std::string& path, std::string_view token) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    for (const char c : token) {
        const bool is_plain =
            (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (is_plain) {
            path += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            path += '%';
            path += kHex[byte / 16U];
            path += kHex[byte % 16U];
        }
    }
}

}  // namespace

http2::Request make_request(
    const push::Dispatch& dispatch,
    std::string_view topic,
    const push::ProviderToken* token
) {
    const push::Payload& payload = *dispatch.payload;
    const std::string_view push_type = value_of(payload, "apns-push-type", "alert");
    http2::Request request;
    request.path = "/3/device/";
    append_escaped(request.path, dispatch.token);
    // The payload outlives the request: the text in it is shared with all its devices.
    request.body = std::shared_ptr<const std::string>(dispatch.payload, &payload.json);
    const auto add = [&](std::string_view name, std::string value, Header::Kind kind) {
        request.headers.push_back({std::string(name), std::move(value), kind});
    };
    if (token != nullptr) {
        add("authorization", "bearer " + std::string(token->text.reveal()), Header::Kind::repeated);
    }
    add("apns-topic", topic_of(topic, push_type), Header::Kind::repeated);
    add("apns-push-type", std::string(push_type), Header::Kind::repeated);
    std::string id;
    dispatch.message_id.append_to(id);
    add("apns-id", std::move(id), Header::Kind::unique);
    if (push_type == "background") {
        add("apns-priority",
            std::string(value_of(payload, "apns-priority", "5")),
            Header::Kind::repeated);
    }
    const bool has_expiration = !value_of(payload, "apns-expiration", "").empty();
    if (payload.expires_at && !has_expiration) {
        add("apns-expiration", std::to_string(*payload.expires_at / 1000), Header::Kind::repeated);
    }
    for (const auto& [name, value] : payload.apns_headers) {
        const bool is_added =
            name == "apns-push-type" || (name == "apns-priority" && push_type == "background");
        if (!is_ours(name) && !is_added) {
            add(name, value, Header::Kind::repeated);
        }
    }
    return request;
}

Refusal parse_refusal(std::string_view body) {
    Refusal refusal;
    json::Document document;
    if (document.parse(body) || !document.root().is(json::Kind::object)) {
        return refusal;
    }
    const json::Value root = document.root();
    if (const auto reason = root.find("reason"); reason && reason->is(json::Kind::string)) {
        refusal.reason = reason->string();
    }
    if (const auto time = root.find("timestamp"); time && time->is(json::Kind::number)) {
        const std::string_view text = time->text();
        UnixMillis millis = 0;
        const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), millis);
        if (error == std::errc() && stop == text.data() + text.size()) {
            refusal.timestamp = millis;
        }
    }
    return refusal;
}

}  // namespace hako::apns
