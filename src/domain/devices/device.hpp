// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/error.hpp"
#include "base/ids.hpp"
#include "domain/devices/platform.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace hako::devices {

/// What an app says of itself when it registers, as it was sent. Empty: the field was not sent.
struct RegistrationFields {
    std::optional<std::string_view> platform;
    std::optional<std::string_view> device_id;
    std::optional<std::string_view> build_type;
    std::optional<std::string_view> version;
    std::optional<std::string_view> env;              ///< iOS
    std::optional<std::string_view> device_token;     ///< iOS
    std::optional<std::string_view> is_custom;        ///< Android
    std::optional<std::string_view> registration_id;  ///< Android
    std::optional<std::string_view> package_name;     ///< Android
};

/// A registration whose fields are all good.
struct Registration {
    std::string device_id;
    Platform platform = Platform::ios;
    BuildType build_type = BuildType::release;
    std::string token;  ///< of APNs: lower-case hex
    // Stored only; empty when the app did not say.
    std::string app_version;
    std::string env;
    std::string is_custom;
    std::string package_name;

    /// Empty when a field is wrong or missing; each is then in `wrong` under its wire name.
    static std::optional<Registration> check(const RegistrationFields& fields, Error& wrong);
};

/// A token that an app gives back.
struct TokenName {
    Platform platform = Platform::ios;
    std::string token;

    /// Of exactly one of the two fields. Empty when one is wrong, or none or both are given; then
    /// `wrong` says it under the field's wire name.
    static std::optional<TokenName> check(
        std::optional<std::string_view> device_token,
        std::optional<std::string_view> registration_id,
        Error& wrong
    );
};

/// A device that registered once.
struct Device {
    std::string device_id;
    Platform platform = Platform::ios;
    BuildType build_type = BuildType::release;
    /// Empty: it gave its token back, another device registered it, or a provider said that it is
    /// dead.
    std::optional<std::string> token;
    std::string app_version;
    std::string env;
    std::string is_custom;
    std::string package_name;
    UnixMillis registered_at = 0;
    std::optional<UserId> user;  ///< who is logged in there
    /// Where APNs took a push to this token; empty until one was taken.
    std::optional<ApnsEnvironment> known_environment;
};

}  // namespace hako::devices
