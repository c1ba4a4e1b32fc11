// SPDX-License-Identifier: Apache-2.0
#include "domain/backends/settings.hpp"

#include <gtest/gtest.h>

#include <map>
#include <vector>

namespace hako::backends {
namespace {

std::map<std::string, std::string> refusals(const std::vector<std::string>& assignments) {
    const auto changed = with_assignments({}, assignments);
    std::map<std::string, std::string> texts;
    if (!changed) {
        EXPECT_EQ(changed.error().code(), ErrorCode::invalid_params);
        for (const auto& param : changed.error().params()) {
            texts.emplace(param.name, param.text.text());
        }
    }
    return texts;
}

TEST(Settings, are_set_by_name) {
    const std::vector<std::string> assignments{
        "managementApi=off", "passwordLengthMin=12", "usernameLengthMin=1"
    };
    const auto changed = with_assignments({}, assignments);
    ASSERT_TRUE(changed);
    EXPECT_EQ(changed->management_api, Switch::off);
    EXPECT_EQ(changed->password_length_min, 12);
    EXPECT_EQ(changed->username_length_min, 1);
}

TEST(Settings, keep_what_is_not_named) {
    const Settings before{
        .management_api = Switch::off, .password_length_min = 9, .username_length_min = 8
    };
    const std::vector<std::string> assignments{"usernameLengthMin=7"};
    const auto changed = with_assignments(before, assignments);
    ASSERT_TRUE(changed);
    EXPECT_EQ(changed->management_api, Switch::off);
    EXPECT_EQ(changed->password_length_min, 9);
    EXPECT_EQ(changed->username_length_min, 7);
    EXPECT_TRUE(with_assignments(before, {}));
}

TEST(Settings, are_shown_in_the_words_they_are_set_with) {
    std::string out;
    json::Writer writer(out);
    write_settings(writer, {.management_api = Switch::off});
    EXPECT_EQ(
        out,
        R"({"managementApi":"off","passwordLengthMin":4,"usernameLengthMin":3,"autoLogin":"on",)"
        R"("autoLoginMinutes":43200,"resetTokenMinutes":15,"sessionIdleMinutes":1440,)"
        R"("sessionMaxMinutes":43200,"allowedOrigins":"*","validateSilent":"off",)"
        R"("emailProperties":"_username,email"})"
    );
}

TEST(Settings, what_is_shown_can_be_set) {
    const Settings chosen{
        .auto_login = Switch::off,
        .auto_login_minutes = 1,
        .reset_token_minutes = 60,
        .session_idle_minutes = 5,
        .session_max_minutes = 6,
        .allowed_origins = {"https://app.example:8443", "file://", "null"},
        .validate_silent = Switch::on,
        .email_properties = {},
    };
    const std::vector<std::string> assignments{
        "autoLogin=off",
        "autoLoginMinutes=1",
        "resetTokenMinutes=60",
        "sessionIdleMinutes=5",
        "sessionMaxMinutes=6",
        "allowedOrigins=https://app.example:8443,file://,null",
        "validateSilent=on",
        "emailProperties="
    };
    const auto changed = with_assignments({}, assignments);
    ASSERT_TRUE(changed);
    EXPECT_EQ(*changed, chosen);
}

TEST(Settings, minutes_are_within_their_bounds) {
    for (const auto* good :
         {"autoLoginMinutes=525600",
          "resetTokenMinutes=1440",
          "sessionIdleMinutes=527040",
          "sessionMaxMinutes=527040"}) {
        EXPECT_TRUE(refusals({good}).empty()) << good;
    }
    for (const auto* wrong :
         {"autoLoginMinutes=525601",
          "autoLoginMinutes=0",
          "resetTokenMinutes=1441",
          "resetTokenMinutes=0",
          "sessionIdleMinutes=4",
          "sessionIdleMinutes=527041",
          "sessionMaxMinutes=4",
          "sessionMaxMinutes=1.5",
          "sessionMaxMinutes=-5"}) {
        EXPECT_EQ(refusals({wrong}).size(), 1U) << wrong;
    }
}

TEST(Settings, origins_are_written_as_browsers_write_them) {
    for (const auto* good :
         {"*",
          "null",
          "file://",
          "https://localhost",
          "capacitor://localhost",
          "ionic://localhost",
          "http://127.0.0.1:8080",
          "http://[2001:db8::1]",
          "https://a.example,https://b.example"}) {
        EXPECT_TRUE(refusals({std::string("allowedOrigins=") + good}).empty()) << good;
    }
    for (const auto* wrong :
         {"",
          "https",
          "https://",
          "://x",
          "https://a.example/",
          "https://A.example",
          "HTTPS://a.example",
          "https://a.example,",
          ",null",
          "null, file://",
          "https://a b",
          "https://é.example",
          "Null",
          "https://a\r\nX: y"}) {
        EXPECT_EQ(refusals({std::string("allowedOrigins=") + wrong}).size(), 1U) << wrong;
    }
}

TEST(Settings, mail_goes_to_properties_that_have_a_name) {
    for (const auto* good : {"", "email", "_username", "_username,email,mail_2"}) {
        EXPECT_TRUE(refusals({std::string("emailProperties=") + good}).empty()) << good;
    }
    for (const auto* wrong : {",", "email,", "_id", "_password", "2mail", "a.b", "e mail", "é"}) {
        EXPECT_EQ(refusals({std::string("emailProperties=") + wrong}).size(), 1U) << wrong;
    }
}

TEST(Settings, take_the_bounds_and_nothing_beyond) {
    EXPECT_TRUE(refusals({"passwordLengthMin=1", "usernameLengthMin=255"}).empty());
    EXPECT_TRUE(refusals({"passwordLengthMin=80"}).empty());
    for (const auto* value :
         {"0", "81", "-1", "+4", " 4", "4 ", "4.0", "", "four", "1e1", "99999999999999999999"}) {
        const auto texts = refusals({std::string("passwordLengthMin=") + value});
        ASSERT_EQ(texts.size(), 1U) << value;
        EXPECT_EQ(texts.at("passwordLengthMin"), "Must be a whole number from 1 to 80.");
    }
    EXPECT_EQ(
        refusals({"usernameLengthMin=256"}).at("usernameLengthMin"),
        "Must be a whole number from 1 to 255."
    );
}

TEST(Settings, take_on_and_off_only_for_a_switch) {
    for (const auto* value : {"ON", "true", "1", "", "on ", "yes"}) {
        const auto texts = refusals({std::string("managementApi=") + value});
        ASSERT_EQ(texts.size(), 1U) << value;
        EXPECT_EQ(texts.at("managementApi"), "Must be \"on\" or \"off\".");
    }
}

TEST(Settings, refuse_an_unknown_name_with_the_nearest_known_one) {
    EXPECT_EQ(
        refusals({"managementAPI=on"}).at("managementAPI"),
        "Unknown setting. Did you mean \"managementApi\"?"
    );
    EXPECT_EQ(
        refusals({"colour=red"}).at("colour"),
        "Unknown setting. The settings are managementApi, passwordLengthMin, usernameLengthMin, "
        "autoLogin, autoLoginMinutes, resetTokenMinutes, sessionIdleMinutes, sessionMaxMinutes, "
        "allowedOrigins, validateSilent, emailProperties."
    );
}

TEST(Settings, refuse_what_is_no_assignment) {
    EXPECT_EQ(
        refusals({"managementApi"}).at("settings"), "Must be NAME=VALUE, not \"managementApi\"."
    );
    EXPECT_EQ(refusals({"=on"}).at("settings"), "Must be NAME=VALUE, not \"=on\".");
    EXPECT_EQ(refusals({""}).at("settings"), "Must be NAME=VALUE, not \"\".");
}

TEST(Settings, refuse_a_name_that_is_given_twice) {
    EXPECT_EQ(
        refusals({"managementApi=on", "managementApi=on"}).at("managementApi"), "Given twice."
    );
}

TEST(Settings, tell_all_that_is_wrong_at_once) {
    const auto texts = refusals({"managementApi=maybe", "passwordLengthMin=0", "colour=red", "x"});
    EXPECT_EQ(texts.size(), 4U);
}

}  // namespace
}  // namespace hako::backends
