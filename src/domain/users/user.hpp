// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/ids.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hako::users {

/// The system properties of a user on the wire; MonaQL and sortProperty take all of them.
inline constexpr auto kSystemProperties =
    std::to_array<std::string_view>({"_id", "_username", "_createdAt", "_updatedAt"});

/// A stored user as a view: valid while the row it was read from is. The password's hash is not
/// part of it: nothing that shows users ever holds one.
struct UserView {
    UserId id;
    std::string_view username;
    UnixMillis created_at = 0;
    UnixMillis updated_at = 0;
    std::string_view properties;  ///< canonical JSON object, without system properties
};

/// A stored user that owns its texts.
struct User {
    UserId id;
    std::string username;
    UnixMillis created_at = 0;
    UnixMillis updated_at = 0;
    std::string properties;

    [[nodiscard]] UserView view() const {
        return {id, username, created_at, updated_at, properties};
    }
};

/// Appends the user as the wire shows it: system properties, then its own, whose text is spliced.
/// `selection` as items::PropertySelection.
void append_json(
    std::string& out,
    const UserView& user,
    const std::optional<std::vector<std::string>>& selection
);

}  // namespace hako::users
