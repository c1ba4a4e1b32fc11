// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "storage/sqlite/catalog.hpp"
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/property_key.hpp"

namespace hako::sqlite {

/// Keep a set's indexes in step with its rows, inside the writer's transaction. Indexes that are
/// still being built are kept too: an entry that is there already is left, one that is not is
/// passed over.
/// @{
Result<void> insert_entries(Connection& connection, const SetInfo& set, const RowView& row);
Result<void> erase_entries(Connection& connection, const SetInfo& set, const RowView& row);

/// Only the indexes whose key differs are written.
Result<void> replace_entries(
    Connection& connection,
    const SetInfo& set,
    const RowView& before,
    const RowView& after
);

/// Of one index only.
Result<void> insert_entry(Connection& connection, const IndexInfo& index, const RowView& row);
/// @}

}  // namespace hako::sqlite
