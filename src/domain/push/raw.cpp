// SPDX-License-Identifier: Apache-2.0
#include "domain/push/raw.hpp"

#include "base/limits.hpp"
#include "json/write.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace hako::push {
namespace {

using json::Kind;
using json::Value;

/// Whom a message goes to is the audience's to say.
constexpr std::array<std::string_view, 3> kFcmRefused{"token", "topic", "condition"};
/// What apps read as the push project and the extra JSON is the parameters' to say.
constexpr std::array<std::string_view, 2> kApnsPayloadRefused{"i", "j"};
constexpr std::array<std::string_view, 2> kFcmDataRefused{"push_project_id", "extra_json"};
/// The right to send, what it is sent to, and what frames the request.
constexpr std::array<std::string_view, 16> kHeadersRefused{
    "authorization",
    "apns-topic",
    "apns-id",
    "host",
    "connection",
    "keep-alive",
    "content-length",
    "content-type",
    "content-encoding",
    "te",
    "trailer",
    "transfer-encoding",
    "proxy-connection",
    "upgrade",
    "expect",
    "cookie",
};
/// More than any payload and headers have, white space included: the rest is not worth reading.
constexpr std::size_t kRawBytesMax = 64UL * 1024;
constexpr std::size_t kHeadersMax = 32;
constexpr std::size_t kHeaderBytesMax = 1'024;

template <std::size_t Size>
bool is_one_of(std::string_view name, const std::array<std::string_view, Size>& names) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool refuse(std::string& why, std::string_view place, std::string_view sentence) {
    why = std::string(place) + ": " + std::string(sentence);
    return false;
}

/// Whether `value` is an object that has none of these members.
template <std::size_t Size>
bool is_object_without(
    Value value,
    const std::array<std::string_view, Size>& refused,
    std::string_view place,
    std::string& why
) {
    if (!value.is(Kind::object)) {
        return refuse(why, place, "Expected an object.");
    }
    if (value.has_long_number()) {
        return refuse(why, place, "A number is too long.");
    }
    for (const std::string_view name : refused) {
        if (value.find(name)) {
            return refuse(why, place, "\"" + std::string(name) + "\" cannot be given here.");
        }
    }
    return true;
}

/// Whether `value` is an object of no other members than these.
template <std::size_t Size>
bool is_object_of(
    Value value,
    const std::array<std::string_view, Size>& names,
    std::string_view place,
    std::string& why
) {
    if (!value.is(Kind::object)) {
        return refuse(why, place, "Expected an object.");
    }
    for (const json::Member member : value.members()) {
        if (!is_one_of(member.name.string(), names)) {
            std::string known;
            for (const std::string_view name : names) {
                known += known.empty() ? "" : " and ";
                known += "\"" + std::string(name) + "\"";
            }
            return refuse(why, place, "Only " + known + " are known here.");
        }
    }
    return true;
}

bool is_header_name(std::string_view name) {
    const auto is_good = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    };
    return !name.empty() && std::all_of(name.begin(), name.end(), is_good);
}

bool is_header_value(std::string_view value) {
    const bool has_edge = !value.empty() && (value.front() == ' ' || value.back() == ' ');
    return !value.empty() && !has_edge &&
           std::all_of(value.begin(), value.end(), [](char c) { return c >= 0x20 && c < 0x7F; });
}

bool is_number(std::string_view text) {
    std::uint32_t number = 0;
    const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && stop == text.data() + text.size();
}

/// What APNs would refuse for every device of the push is refused before it is stored.
bool is_good_header(std::string_view name, std::string_view value, std::string& why) {
    const std::string place = "apns.headers." + std::string(name);
    if (name == "apns-priority" && value != "1" && value != "5" && value != "10") {
        return refuse(why, place, R"(Expected "1", "5" or "10".)");
    }
    if (name == "apns-expiration" && !is_number(value)) {
        return refuse(why, place, "Expected seconds since 1970 in digits.");
    }
    if (name == "apns-collapse-id" && value.size() > limits::kPushCollapseKeyBytesMax) {
        return refuse(why, place, "At most 64 bytes are allowed.");
    }
    return true;
}

bool read_headers(Value headers, Raw& raw, std::string& why) {
    constexpr std::string_view kPlace = "apns.headers";
    if (!headers.is(Kind::object)) {
        return refuse(why, kPlace, "Expected an object.");
    }
    if (headers.size() > kHeadersMax) {
        return refuse(why, kPlace, "Too many headers.");
    }
    for (const json::Member member : headers.members()) {
        std::string name = member.name.string();
        std::transform(name.begin(), name.end(), name.begin(), [](char c) {
            return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
        });
        if (!is_header_name(name)) {
            return refuse(why, kPlace, "A name is no header's.");
        }
        if (is_one_of(name, kHeadersRefused)) {
            return refuse(why, kPlace, "\"" + name + "\" cannot be given here.");
        }
        for (const auto& [known, unused] : raw.apns_headers) {
            if (known == name) {
                return refuse(why, kPlace, "\"" + name + "\" is given twice.");
            }
        }
        if (!member.value.is(Kind::string)) {
            return refuse(why, kPlace, "Expected strings as values.");
        }
        std::string value = member.value.string();
        if (!is_header_value(value) || value.size() > kHeaderBytesMax) {
            return refuse(why, kPlace, "The value of \"" + name + "\" is none that a header has.");
        }
        if (!is_good_header(name, value, why)) {
            return false;
        }
        raw.apns_headers.emplace_back(std::move(name), std::move(value));
    }
    return true;
}

bool read_apns(Value apns, Raw& raw, std::string& why) {
    constexpr std::array<std::string_view, 2> kParts{"headers", "payload"};
    if (!is_object_of(apns, kParts, "apns", why)) {
        return false;
    }
    if (const auto headers = apns.find("headers"); headers && !read_headers(*headers, raw, why)) {
        return false;
    }
    raw.apns_payload = apns.find("payload");
    return !raw.apns_payload ||
           is_object_without(*raw.apns_payload, kApnsPayloadRefused, "apns.payload", why);
}

bool is_reserved_by_fcm(std::string_view name) {
    return name == "from" || name == "gcm" || name == "message_type" ||
           name.starts_with("google") || name.starts_with("gcm.");
}

bool is_good_data(Value data, std::string& why) {
    constexpr std::string_view kPlace = "fcm.data";
    if (!is_object_without(data, kFcmDataRefused, kPlace, why)) {
        return false;
    }
    for (const json::Member member : data.members()) {
        if (is_reserved_by_fcm(member.name.string())) {
            return refuse(why, kPlace, "A name is reserved by FCM.");
        }
        if (!member.value.is(Kind::string)) {
            return refuse(why, kPlace, "Expected strings as values.");
        }
    }
    return true;
}

bool read_fcm(Value fcm, Raw& raw, std::string& why) {
    if (!is_object_without(fcm, kFcmRefused, "fcm", why)) {
        return false;
    }
    if (const auto data = fcm.find("data"); data && !is_good_data(*data, why)) {
        return false;
    }
    const auto android = fcm.find("android");
    if (android && !android->is(Kind::object)) {
        return refuse(why, "fcm.android", "Expected an object.");
    }
    raw.fcm_message = fcm;
    return true;
}

}  // namespace

std::optional<Raw> read_raw(Value value, std::string& why) {
    constexpr std::array<std::string_view, 2> kProviders{"apns", "fcm"};
    Raw raw;
    if (value.text().size() > kRawBytesMax) {
        refuse(why, "raw", "It is too large.");
        return std::nullopt;
    }
    if (!is_object_of(value, kProviders, "raw", why)) {
        return std::nullopt;
    }
    const auto apns = value.find("apns");
    const auto fcm = value.find("fcm");
    if ((apns && !read_apns(*apns, raw, why)) || (fcm && !read_fcm(*fcm, raw, why))) {
        return std::nullopt;
    }
    return raw;
}

void append_merged(std::string& out, Value base, Value over) {
    if (!base.is(Kind::object) || !over.is(Kind::object)) {
        over.append_canonical(out);
        return;
    }
    bool first = true;
    const auto begin_member = [&](Value name) {
        out += first ? "" : ",";
        first = false;
        name.append_canonical(out);
        out += ':';
    };
    out += '{';
    for (const json::Member member : base.members()) {
        begin_member(member.name);
        if (const auto other = over.find(member.name.string())) {
            append_merged(out, member.value, *other);
        } else {
            member.value.append_canonical(out);
        }
    }
    for (const json::Member member : over.members()) {
        if (!base.find(member.name.string())) {
            begin_member(member.name);
            member.value.append_canonical(out);
        }
    }
    out += '}';
}

}  // namespace hako::push
