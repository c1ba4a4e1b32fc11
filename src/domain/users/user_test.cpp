// SPDX-License-Identifier: Apache-2.0
#include "domain/users/user.hpp"

#include <gtest/gtest.h>

namespace hako::users {
namespace {

std::string shown(const std::optional<std::vector<std::string>>& selection) {
    const User user{
        .id = *UserId::parse("u01921234-5678-7abc-8def-0123456789ab"),
        .username = "John \"é\"",
        .created_at = 1,
        .updated_at = 2,
        .properties = R"({"b":null,"a":1e5})",
    };
    std::string out;
    append_json(out, user.view(), selection);
    return out;
}

const std::string kSystem =
    R"({"_id":"u01921234-5678-7abc-8def-0123456789ab","_username":"John \"é\"",)"
    R"("_createdAt":1,"_updatedAt":2)";

TEST(User, shows_system_properties_then_its_own) {
    EXPECT_EQ(shown(std::nullopt), kSystem + R"(,"b":null,"a":1e5})");
}

TEST(User, shows_system_properties_whatever_is_selected) {
    EXPECT_EQ(shown(std::vector<std::string>()), kSystem + "}");
    EXPECT_EQ(shown(std::vector<std::string>{"_password", "a"}), kSystem + R"(,"a":1e5})");
}

}  // namespace
}  // namespace hako::users
