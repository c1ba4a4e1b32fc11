// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/reader_tables.hpp"

#include "storage/sqlite/catalog.hpp"
#include "storage/sqlite/property_key.hpp"
#include "storage/sqlite/reader_entries.hpp"
#include "storage/sqlite/run_sql.hpp"

#include <string>
#include <vector>

namespace hako::sqlite {
namespace {

/// The collections without a readers' table. Dropped ones need none.
Result<std::vector<std::int64_t>> sets_without_readers(Connection& connection) {
    Sql sql;
    sql.add(
        "SELECT number FROM record_sets WHERE kind = 'items' AND name IS NOT NULL AND NOT "
        "EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'readers_' || number)"
    );
    std::vector<std::int64_t> sets;
    HAKO_TRY(for_each_row(connection, sql, [&](const Statement& row) {
        sets.push_back(row.integer(0));
    }));
    return sets;
}

Result<void> fill(Connection& connection, std::int64_t number) {
    HAKO_TRY(create_reader_table(connection, number));
    HAKO_TRY_ASSIGN(
        Statement * rows,
        connection.statement(
            "SELECT seq, owner, permission FROM " + items_table(number) + " ORDER BY seq"
        )
    );
    HAKO_TRY_ASSIGN(
        Statement * insert,
        connection.statement("INSERT INTO " + readers_table(number) + " VALUES (?, ?, ?)")
    );
    std::int64_t public_readable = 0;
    StatementUse use(*rows);
    while (true) {
        HAKO_TRY_ASSIGN(const bool row, use->step());
        if (!row) {
            break;
        }
        const Owner owner = use->is_null(1) ? Owner() : owner_from_blob(use->blob(1));
        for (const ReaderEntry& entry : reader_entries(owner, use->text(2))) {
            public_readable += entry.reader.empty() ? 1 : 0;
            insert->bind_blob(1, entry.reader).bind(2, use->integer(0)).bind(3, entry.rights);
            HAKO_TRY(insert->run());
        }
    }
    HAKO_TRY_ASSIGN(
        Statement * count,
        connection.statement("UPDATE record_sets SET public_readable = ? WHERE number = ?")
    );
    count->bind(1, public_readable).bind(2, number);
    return count->run();
}

/// The table of one set with all that belongs there, in a transaction of its own.
Result<void> make_reader_table(Connection& connection, std::int64_t set_number) {
    HAKO_TRY(connection.execute("BEGIN IMMEDIATE"));
    auto made = fill(connection, set_number);
    if (made) {
        made = connection.execute("COMMIT");
    }
    if (!made && connection.in_transaction()) {
        HAKO_TRY(connection.execute("ROLLBACK"));
    }
    return made;
}

}  // namespace

Result<void> create_reader_table(Connection& connection, std::int64_t set_number) {
    return connection.execute(
        "CREATE TABLE " + readers_table(set_number) +
        " (reader BLOB NOT NULL, seq INTEGER NOT NULL, rights INTEGER NOT NULL, "
        "PRIMARY KEY (reader, seq)) STRICT, WITHOUT ROWID"
    );
}

Result<void> make_reader_tables(Connection& connection) {
    HAKO_TRY_ASSIGN(const auto sets, sets_without_readers(connection));
    for (const std::int64_t number : sets) {
        HAKO_TRY(make_reader_table(connection, number));
    }
    return {};
}

}  // namespace hako::sqlite
