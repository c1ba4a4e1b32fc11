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
    EXPECT_EQ(out, R"({"managementApi":"off","passwordLengthMin":4,"usernameLengthMin":3})");
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
        "Unknown setting. The settings are managementApi, passwordLengthMin, usernameLengthMin."
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
