// SPDX-License-Identifier: Apache-2.0
#include "domain/devices/device.hpp"

#include <gtest/gtest.h>

namespace hako::devices {
namespace {

RegistrationFields ios() {
    RegistrationFields fields;
    fields.platform = "ios";
    fields.device_id = "device-1";
    fields.env = "prod";
    fields.build_type = "release";
    fields.version = "1.0";
    fields.device_token = "ABCDEF0123";
    return fields;
}

RegistrationFields android() {
    RegistrationFields fields;
    fields.platform = "android";
    fields.device_id = "device-2";
    fields.is_custom = "0";
    fields.build_type = "debug";
    fields.version = "1.0";
    fields.registration_id = "abc:DEF_-9";
    fields.package_name = "org.example";
    return fields;
}

/// The names of the wrong fields, one behind the other; empty: all is good.
std::string wrong_of(const RegistrationFields& fields) {
    Error wrong(ErrorCode::invalid_params);
    const auto registration = Registration::check(fields, wrong);
    std::string names;
    for (const auto& param : wrong.params()) {
        names += param.name + " ";
    }
    EXPECT_EQ(registration.has_value(), names.empty());
    return names;
}

std::string wrong_token(
    std::optional<std::string_view> device_token,
    std::optional<std::string_view> registration_id
) {
    Error wrong(ErrorCode::invalid_params);
    const auto token = TokenName::check(device_token, registration_id, wrong);
    EXPECT_EQ(token.has_value(), wrong.params().empty());
    return token ? "" : wrong.params().front().name;
}

TEST(Registration, of_each_platform_is_taken) {
    EXPECT_EQ(wrong_of(ios()), "");
    EXPECT_EQ(wrong_of(android()), "");
}

TEST(Registration, keeps_an_apns_token_in_lower_case) {
    Error wrong(ErrorCode::invalid_params);
    EXPECT_EQ(Registration::check(ios(), wrong)->token, "abcdef0123");
    EXPECT_EQ(Registration::check(android(), wrong)->token, "abc:DEF_-9");
}

TEST(Registration, needs_what_a_push_needs_and_no_more) {
    RegistrationFields fields = ios();
    fields.env = fields.version = std::nullopt;
    EXPECT_EQ(wrong_of(fields), "");
    fields = android();
    fields.is_custom = fields.package_name = fields.version = std::nullopt;
    EXPECT_EQ(wrong_of(fields), "");
}

TEST(Registration, tells_all_wrong_fields_at_once) {
    EXPECT_EQ(wrong_of({}), "platform deviceId buildType ");
    RegistrationFields fields = ios();
    fields.device_id = "";
    fields.device_token = "xyz";
    fields.build_type = "Release";
    EXPECT_EQ(wrong_of(fields), "deviceId buildType deviceToken ");
}

TEST(Registration, refuses_another_platforms_token) {
    RegistrationFields fields = ios();
    fields.registration_id = std::exchange(fields.device_token, std::nullopt);
    EXPECT_EQ(wrong_of(fields), "deviceToken ");
    fields.platform = "windows";
    EXPECT_EQ(wrong_of(fields), "platform ");
}

TEST(Registration, refuses_texts_that_are_too_long_or_no_text) {
    const std::string long_text(256, 'x');
    for (const std::string& text : {long_text, std::string("a\nb"), std::string("\xFF")}) {
        RegistrationFields fields = ios();
        fields.device_id = fields.version = fields.env = text;
        EXPECT_EQ(wrong_of(fields), "deviceId version env ");
        fields = android();
        fields.is_custom = fields.package_name = text;
        EXPECT_EQ(wrong_of(fields), "isCustom packageName ");
    }
}

TEST(Registration, refuses_tokens_that_are_none) {
    for (const auto& token : {std::string(), std::string("abc"), std::string(514, 'a')}) {
        RegistrationFields fields = ios();
        fields.device_token = token;
        EXPECT_EQ(wrong_of(fields), "deviceToken ");
    }
    for (const auto& token : {std::string(), std::string("a b"), std::string(4'097, 'a')}) {
        RegistrationFields fields = android();
        fields.registration_id = token;
        EXPECT_EQ(wrong_of(fields), "registrationId ");
    }
}

TEST(TokenName, is_of_exactly_one_platform) {
    EXPECT_EQ(wrong_token("ab", std::nullopt), "");
    EXPECT_EQ(wrong_token(std::nullopt, "x"), "");
    EXPECT_EQ(wrong_token(std::nullopt, std::nullopt), "deviceToken");
    EXPECT_EQ(wrong_token("ab", "x"), "deviceToken");
    EXPECT_EQ(wrong_token("zz", std::nullopt), "deviceToken");
    EXPECT_EQ(wrong_token(std::nullopt, ""), "registrationId");
}

}  // namespace
}  // namespace hako::devices
