// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "storage/sqlite/backend_transaction.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hako::sqlite {

/// Makes the index that queries wished for, unless it exists, the set is small or gone, or has as
/// many automatic indexes as it may have. True when it was made.
Result<bool> insert_automatic_index(
    BackendTransaction& transaction,
    std::int64_t set_number,
    const std::vector<monaql::Path>& properties
);

/// Enters the next `rows` rows, oldest first, and keeps how far it came. True when the index is
/// complete and is used from this commit on.
Result<bool> build_index_piece(
    BackendTransaction& transaction,
    std::int64_t set_number,
    std::int64_t index_number,
    std::int64_t rows
);

/// A table that nobody reads any more.
struct DroppedTable {
    std::string name;
    std::string key_columns;  ///< of its primary key: "k0, k1, seq"
    std::string forget_sql;   ///< removes the row that names it; empty when another table has it
};

/// Removes `rows` rows of it; the last piece removes the table and runs `forget_sql`. True when
/// that was it.
Result<bool>
remove_table_piece(Connection& connection, const DroppedTable& table, std::int64_t rows);

}  // namespace hako::sqlite
