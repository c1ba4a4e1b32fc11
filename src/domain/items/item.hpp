// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/ids.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hako::items {

/// The system properties that an item has on the management wire.
inline constexpr auto kSystemProperties = std::to_array<std::string_view>(
    {"_id", "_createdAt", "_updatedAt", "_ownerUserOid", "_permission"}
);

/// Those of them that MonaQL and sortProperty take.
inline constexpr auto kQueryProperties =
    std::to_array<std::string_view>({"_id", "_createdAt", "_updatedAt", "_ownerUserOid"});

/// A stored item as a view: valid while the row it was read from is.
struct ItemView {
    ItemId id;
    UnixMillis created_at = 0;
    UnixMillis updated_at = 0;
    std::optional<UserId> owner;
    std::string_view permission;  ///< canonical JSON object
    std::string_view properties;  ///< canonical JSON object, without system properties
};

/// A stored item that owns its texts.
struct Item {
    ItemId id;
    UnixMillis created_at = 0;
    UnixMillis updated_at = 0;
    std::optional<UserId> owner;
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

/// Appends the item as the wire shows it: system properties, then its own, whose text is spliced.
void append_json(std::string& out, const ItemView& item, const PropertySelection& selection);

}  // namespace hako::items
