// SPDX-License-Identifier: Apache-2.0
#include "domain/users/user.hpp"

#include "domain/properties.hpp"
#include "json/write.hpp"

namespace hako::users {

void append_json(
    std::string& out,
    const UserView& user,
    const std::optional<std::vector<std::string>>& selection
) {
    out += R"({"_id":")";
    user.id.append_to(out);
    out += R"(","_username":)";
    json::append_string(out, user.username);
    out += R"(,"_createdAt":)";
    json::append_integer(out, user.created_at);
    out += R"(,"_updatedAt":)";
    json::append_integer(out, user.updated_at);
    append_own_properties(out, user.properties, selection);
    out += '}';
}

}  // namespace hako::users
