// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/query_sql.hpp"

#include <cstdint>

namespace hako::sqlite {

/// Runs a query and gives each of its rows to `visit(const Statement&)`.
template <class Visit>
Result<void> for_each_row(Connection& connection, const Sql& sql, Visit visit) {
    HAKO_TRY_ASSIGN(Statement * statement, connection.statement(sql.text()));
    StatementUse use(*statement);
    sql.bind_to(*use);
    while (true) {
        HAKO_TRY_ASSIGN(const bool row, use->step());
        if (!row) {
            return {};
        }
        visit(*use);
    }
}

/// The number in the first column of the only row; 0 when there is no row.
inline Result<std::int64_t> single_number(Connection& connection, const Sql& sql) {
    std::int64_t number = 0;
    HAKO_TRY(for_each_row(connection, sql, [&](const Statement& row) { number = row.integer(0); }));
    return number;
}

}  // namespace hako::sqlite
