// SPDX-License-Identifier: Apache-2.0
#include "domain/items/item.hpp"

#include "domain/properties.hpp"
#include "json/write.hpp"

namespace hako::items {

void append_json(
    std::string& out,
    const ItemView& item,
    const PropertySelection& selection,
    Viewer viewer
) {
    out += R"({"_id":")";
    item.id.append_to(out);
    out += R"(","_createdAt":)";
    json::append_integer(out, item.created_at);
    out += R"(,"_updatedAt":)";
    json::append_integer(out, item.updated_at);
    if (const UserId* user = item.owner.user()) {
        out += R"(,"_ownerUserOid":")";
        user->append_to(out);
        out += '"';
    } else {
        out += R"(,"_ownerUserOid":null)";
    }
    if (viewer == Viewer::management) {
        out += R"(,"_permission":)";
        out += item.permission;
    }
    append_own_properties(out, item.properties, selection);
    out += '}';
}

}  // namespace hako::items
