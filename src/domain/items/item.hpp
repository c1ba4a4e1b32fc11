// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "domain/owner.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hako::items {

/// The system properties that an item has on the management wire; an app sees all but the last.
inline constexpr auto kSystemProperties = std::to_array<std::string_view>(
    {"_id", "_createdAt", "_updatedAt", "_ownerUserOid", "_permission"}
);

/// Those of them that MonaQL and sortProperty take.
inline constexpr auto kQueryProperties =
    std::to_array<std::string_view>({"_id", "_createdAt", "_updatedAt", "_ownerUserOid"});

/// The same for an app, which may ask for the items of its device besides (device_owner.hpp).
inline constexpr auto kAppQueryProperties = std::to_array<std::string_view>(
    {"_id", "_createdAt", "_updatedAt", "_ownerUserOid", "_ownerDeviceOid"}
);

/// A stored item as a view: valid while the row it was read from is.
struct ItemView {
    ItemId id;
    UnixMillis created_at = 0;
    UnixMillis updated_at = 0;
    Owner owner;
    std::string_view permission;  ///< canonical JSON object
    std::string_view properties;  ///< canonical JSON object, without system properties
};

/// A stored item that owns its texts.
struct Item {
    ItemId id;
    UnixMillis created_at = 0;
    UnixMillis updated_at = 0;
    Owner owner;
    std::string permission;
    std::string properties;

    [[nodiscard]] ItemView view() const {
        return {id, created_at, updated_at, owner, permission, properties};
    }
};

/// Which properties a reply shows. Not given: all. Given: the system properties and those named, in
/// the order they are stored in. The names are sorted, each once (properties.hpp,
/// `make_selection`).
using PropertySelection = std::optional<std::vector<std::string>>;

/// Whom an item is shown to. Apps are not shown the permission, which names other users.
enum class Viewer : std::uint8_t { management, app };

/// Appends the item as the wire shows it: system properties, then its own, whose text is spliced.
void append_json(
    std::string& out,
    const ItemView& item,
    const PropertySelection& selection,
    Viewer viewer
);

}  // namespace hako::items
