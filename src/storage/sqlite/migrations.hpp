// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "storage/sqlite/connection.hpp"

#include <span>
#include <string_view>

namespace hako::sqlite {

/// One step of a schema, from migrations/sqlite/, built into the binary. Number = place in the
/// list, from 1.
struct Migration {
    std::string_view name;
    std::string_view sql;
};

/// All steps of hako.db, and of a backend's database, oldest first.
std::span<const Migration> system_migrations();
std::span<const Migration> backend_migrations();

/// Brings a database to the newest schema: each missing step in a transaction of its own, in which
/// its number is kept too (`PRAGMA user_version`). Forward only. Fails with `unavailable` when a
/// step fails, and when the database is newer than this program.
Result<void> migrate(Connection& connection, std::span<const Migration> migrations);

}  // namespace hako::sqlite
