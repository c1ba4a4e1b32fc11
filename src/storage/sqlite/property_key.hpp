// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/owner.hpp"
#include "monaql/query.hpp"
#include "storage/sqlite/record_id.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hako::sqlite {

/// What index keys are made from: one row of a set (items of a collection, or the users).
struct RowView {
    char id_letter;  ///< `i` or `u`
    RecordId id;
    std::int64_t created_at = 0;
    std::int64_t updated_at = 0;
    Owner owner;                                 ///< items
    std::optional<std::string_view> username{};  ///< users
    std::string_view properties;
};

/// Appends the order key of a property, own or system, of a row. The same that the SQL expression
/// of `property_expression` (query_sql.hpp) gives.
void append_property_key(std::string& out, const RowView& row, const monaql::Path& path);

/// `a.b` as its parts.
std::vector<std::string> split_path(std::string_view path);

/// A user id as it is stored: 16 bytes.
std::string user_to_blob(const UserId& user);

/// An owner as it is stored: 16 bytes of a user, `d` and 16 bytes of a device's key. Nobody is
/// stored as NULL, and is none of these.
std::string owner_to_blob(const Owner& owner);
Owner owner_from_blob(std::string_view blob);

}  // namespace hako::sqlite
