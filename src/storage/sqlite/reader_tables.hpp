// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "storage/sqlite/connection.hpp"

namespace hako::sqlite {

/// Makes and fills the readers' tables of the collections that have none: those that are from
/// before there were any. Each in one transaction, so that a crash leaves it whole or not begun.
/// Called when the file is opened, before anyone reads or writes; about 2 s for a million items.
Result<void> make_reader_tables(Connection& connection);

/// The table of a new collection, inside the writer's transaction.
Result<void> create_reader_table(Connection& connection, std::int64_t set_number);

}  // namespace hako::sqlite
