// SPDX-License-Identifier: Apache-2.0
#include "domain/devices/device.hpp"

#include "base/limits.hpp"
#include "base/utf8.hpp"

#include <algorithm>
#include <utility>

namespace hako::devices {
namespace {

constexpr std::string_view kMissing = "This field is required.";

bool has_control_character(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](unsigned char c) {
        return c < 0x20 || c == 0x7F;
    });
}

/// The text, when it is good: UTF-8, no control characters, at most `bytes_max` bytes.
std::optional<std::string>
checked_text(std::string_view name, std::string_view text, std::size_t bytes_max, Error& wrong) {
    if (text.size() > bytes_max) {
        wrong.add_param(name, "At most " + std::to_string(bytes_max) + " bytes are allowed.");
        return std::nullopt;
    }
    if (!count_code_points(text) || has_control_character(text)) {
        wrong.add_param(name, "Expected text in UTF-8 without control characters.");
        return std::nullopt;
    }
    return std::string(text);
}

/// As checked_text; missing or empty is wrong.
std::optional<std::string> required_text(
    std::string_view name,
    std::optional<std::string_view> text,
    std::size_t bytes_max,
    Error& wrong
) {
    if (!text || text->empty()) {
        wrong.add_param(name, std::string(kMissing));
        return std::nullopt;
    }
    return checked_text(name, *text, bytes_max, wrong);
}

/// As checked_text; missing is empty.
std::string stored_text(std::string_view name, std::optional<std::string_view> text, Error& wrong) {
    return checked_text(name, text.value_or(""), limits::kDeviceTextBytesMax, wrong)
        .value_or(std::string());
}

/// The token in lower case, so that one token has one spelling.
std::optional<std::string>
apns_token(std::string_view name, std::optional<std::string_view> text, Error& wrong) {
    if (!text || text->empty()) {
        wrong.add_param(name, std::string(kMissing));
        return std::nullopt;
    }
    std::string token;
    for (const char c : *text) {
        const bool upper = c >= 'A' && c <= 'F';
        const bool hex = upper || (c >= 'a' && c <= 'f') || (c >= '0' && c <= '9');
        if (!hex) {
            wrong.add_param(name, "Expected hexadecimal digits.");
            return std::nullopt;
        }
        token.push_back(upper ? static_cast<char>(c - 'A' + 'a') : c);
    }
    if (token.size() % 2 != 0 || token.size() > limits::kApnsTokenDigitsMax) {
        wrong.add_param(
            name,
            "Expected an even number of hexadecimal digits, " +
                std::to_string(limits::kApnsTokenDigitsMax) + " at most."
        );
        return std::nullopt;
    }
    return token;
}

/// FCM's tokens are of printable ASCII.
std::optional<std::string>
fcm_token(std::string_view name, std::optional<std::string_view> text, Error& wrong) {
    auto token = required_text(name, text, limits::kFcmTokenBytesMax, wrong);
    const auto is_printable = [](unsigned char c) { return c > 0x20 && c < 0x7F; };
    if (token && !std::all_of(token->begin(), token->end(), is_printable)) {
        wrong.add_param(name, "Expected printable ASCII without spaces.");
        return std::nullopt;
    }
    return token;
}

template <class T>
std::optional<T> word(
    std::string_view name,
    std::optional<std::string_view> text,
    std::optional<T> (*parse)(std::string_view),
    std::string_view expected,
    Error& wrong
) {
    if (!text || text->empty()) {
        wrong.add_param(name, std::string(kMissing));
        return std::nullopt;
    }
    auto value = parse(*text);
    if (!value) {
        wrong.add_param(name, "Expected " + std::string(expected) + ".");
    }
    return value;
}

}  // namespace

std::optional<Registration> Registration::check(const RegistrationFields& fields, Error& wrong) {
    const auto platform =
        word("platform", fields.platform, &parse_platform, R"("ios" or "android")", wrong);
    auto device_id =
        required_text("deviceId", fields.device_id, limits::kDeviceTextBytesMax, wrong);
    const auto build = word(
        "buildType", fields.build_type, &parse_build_type, R"("debug", "release" or "adhoc")", wrong
    );
    Registration registration;
    registration.app_version = stored_text("version", fields.version, wrong);
    registration.env = stored_text("env", fields.env, wrong);
    registration.is_custom = stored_text("isCustom", fields.is_custom, wrong);
    registration.package_name = stored_text("packageName", fields.package_name, wrong);
    std::optional<std::string> token;
    if (platform == Platform::ios) {
        token = apns_token("deviceToken", fields.device_token, wrong);
    } else if (platform == Platform::android) {
        token = fcm_token("registrationId", fields.registration_id, wrong);
    }
    if (!wrong.params().empty()) {
        return std::nullopt;
    }
    registration.device_id = *std::move(device_id);
    registration.platform = *platform;
    registration.build_type = *build;
    registration.token = *std::move(token);
    return registration;
}

std::optional<TokenName> TokenName::check(
    std::optional<std::string_view> device_token,
    std::optional<std::string_view> registration_id,
    Error& wrong
) {
    if (device_token && registration_id) {
        wrong.add_param("deviceToken", "Only one of deviceToken and registrationId is allowed.");
        return std::nullopt;
    }
    if (!device_token && !registration_id) {
        wrong.add_param("deviceToken", "Either deviceToken or registrationId is required.");
        return std::nullopt;
    }
    auto token = device_token ? apns_token("deviceToken", device_token, wrong)
                              : fcm_token("registrationId", registration_id, wrong);
    if (!token) {
        return std::nullopt;
    }
    return TokenName{device_token ? Platform::ios : Platform::android, *std::move(token)};
}

}  // namespace hako::devices
