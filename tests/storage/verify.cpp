// SPDX-License-Identifier: Apache-2.0
#include "tests/storage/verify.hpp"

#include "base/check.hpp"
#include "storage/sqlite/catalog.hpp"
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/property_key.hpp"

#include <algorithm>
#include <map>
#include <memory>
#include <set>

namespace hako::sqlite {
namespace {

constexpr std::int64_t kCacheBytes = 4LL * 1024 * 1024;

using Problems = std::vector<std::string>;
using Key = std::vector<std::string>;

template <class Visit>
void for_each_row(Connection& connection, const std::string& sql, Visit visit) {
    auto statement = connection.statement(sql);
    check(statement.has_value(), "a statement of the test");
    StatementUse use(**statement);
    while (true) {
        const auto row = use->step();
        check(row.has_value(), "a read of the test");
        if (!*row) {
            return;
        }
        visit(*use);
    }
}

std::int64_t number_of(Connection& connection, const std::string& sql) {
    std::int64_t number = 0;
    for_each_row(connection, sql, [&](const Statement& row) { number = row.integer(0); });
    return number;
}

/// The keys of all rows of a set in one index, by row.
std::map<std::int64_t, Key>
computed_entries(Connection& connection, const SetInfo& set, const IndexInfo& index) {
    std::map<std::int64_t, Key> entries;
    const bool users = set.kind == SetKind::users;
    const std::string sql = "SELECT seq, id_tail, created_at, updated_at, properties, " +
                            std::string(users ? "username" : "owner") + " FROM " + set.table;
    for_each_row(connection, sql, [&](const Statement& row) {
        RowView view{
            set.id_letter(),
            {row.integer(0), row.integer(1)},
            row.integer(2),
            row.integer(3),
            std::nullopt,
            std::nullopt,
            row.text(4)
        };
        if (users) {
            view.username = row.text(5);
        } else if (!row.is_null(5)) {
            view.owner = owner_from_blob(row.blob(5));
        }
        Key& key = entries[row.integer(0)];
        for (const auto& path : index.index.properties) {
            append_property_key(key.emplace_back(), view, path);
        }
    });
    return entries;
}

std::map<std::int64_t, Key> stored_entries(Connection& connection, const IndexInfo& index) {
    std::map<std::int64_t, Key> entries;
    const std::size_t columns = index.index.properties.size();
    for_each_row(connection, "SELECT * FROM " + index.table, [&](const Statement& row) {
        Key& key = entries[row.integer(static_cast<int>(columns))];
        check(key.empty(), "a row stands once in an index");
        for (std::size_t i = 0; i < columns; ++i) {
            key.emplace_back(row.blob(static_cast<int>(i)));
        }
    });
    return entries;
}

void look_at_index(
    Connection& connection,
    const SetInfo& set,
    const IndexInfo& index,
    Problems& problems
) {
    const auto computed = computed_entries(connection, set, index);
    const auto stored = stored_entries(connection, index);
    const bool ready = index.index.state == collections::IndexState::ready;
    const std::int64_t built_to = number_of(
        connection, "SELECT built_to FROM indexes WHERE number = " + std::to_string(index.number)
    );
    for (const auto& [seq, key] : stored) {
        const auto row = computed.find(seq);
        if (row == computed.end()) {
            problems.push_back(index.table + " has an entry without a row");
        } else if (row->second != key) {
            problems.push_back(index.table + " has an entry with a wrong key");
        }
    }
    for (const auto& [seq, key] : computed) {
        if ((ready || seq <= built_to) && !stored.contains(seq)) {
            problems.push_back(index.table + " misses a row");
        }
    }
}

void look_at_set(Connection& connection, const SetInfo& set, Problems& problems) {
    const std::string which = " FROM record_sets WHERE number = " + std::to_string(set.number);
    const auto kept = number_of(connection, "SELECT row_count" + which);
    const auto rows = number_of(connection, "SELECT count(*) FROM " + set.table);
    if (kept != rows) {
        problems.push_back(
            set.table + " has " + std::to_string(rows) + " rows, its count says " +
            std::to_string(kept)
        );
    }
    const auto last = number_of(connection, "SELECT last_seq" + which);
    if (number_of(connection, "SELECT coalesce(max(seq), 0) FROM " + set.table) > last) {
        problems.push_back(set.table + " has a row beyond its last key");
    }
    for (const auto& index : set.indexes) {
        look_at_index(connection, set, *index, problems);
    }
}

void look_at_tables(Connection& connection, Problems& problems) {
    std::set<std::string> tables;
    const std::string ours =
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND (name GLOB 'items_*' OR name GLOB "
        "'index_*')";
    for_each_row(connection, ours, [&](const Statement& row) { tables.emplace(row.text(0)); });
    const auto expect = [&](const std::string& table) {
        if (tables.erase(table) == 0) {
            problems.push_back("the table " + table + " is missing");
        }
    };
    for_each_row(
        connection,
        "SELECT number FROM record_sets WHERE kind = 'items'",
        [&](const Statement& row) { expect(items_table(row.integer(0))); }
    );
    for_each_row(connection, "SELECT number FROM indexes", [&](const Statement& row) {
        expect(index_table(row.integer(0)));
    });
    for (const auto& table : tables) {
        problems.push_back("no row names the table " + table);
    }
}

/// The counts of pushes are those of their deliveries, and only what is not final is due.
void look_at_pushes(Connection& connection, Problems& problems) {
    const std::string counts =
        "SELECT p.number FROM pushes AS p LEFT JOIN (SELECT push, count(*) AS n, "
        "sum(state = 2) AS pushed, sum(state > 2) AS failed FROM deliveries GROUP BY push) AS v "
        "ON v.push = p.number WHERE p.target_count <> coalesce(n, 0) OR "
        "p.pushed_count <> coalesce(pushed, 0) OR p.failed_count <> coalesce(failed, 0)";
    for_each_row(connection, counts, [&](const Statement& row) {
        problems.push_back("push " + std::to_string(row.integer(0)) + " has wrong counts");
    });
    const std::string due = "SELECT push FROM deliveries WHERE (due IS NULL) <> (state >= 2)";
    for_each_row(connection, due, [&](const Statement& row) {
        problems.push_back("push " + std::to_string(row.integer(0)) + " has a wrong due time");
    });
    const std::string forgotten =
        "SELECT number FROM pushes WHERE (due_at IS NULL) <> (state = 2 OR finished_at IS NOT "
        "NULL)";
    for_each_row(connection, forgotten, [&](const Statement& row) {
        problems.push_back(
            "push " + std::to_string(row.integer(0)) + " is forgotten or never ends"
        );
    });
}

}  // namespace

std::vector<std::string> problems_of(const std::string& file) {
    auto connection = Connection::open(file, Access::read, kCacheBytes);
    check(connection.has_value(), "open the file of a test");
    Problems problems;
    for_each_row(**connection, "PRAGMA integrity_check", [&](const Statement& row) {
        if (row.text(0) != "ok") {
            problems.emplace_back(row.text(0));
        }
    });
    check((*connection)->execute("BEGIN").has_value(), "begin to read the file of a test");
    const auto catalog = load_catalog(**connection);
    check(catalog.has_value(), "read the definitions");
    for (const auto& [number, set] : catalog->by_number) {
        look_at_set(**connection, *set, problems);
    }
    look_at_tables(**connection, problems);
    look_at_pushes(**connection, problems);
    return problems;
}

std::int64_t used_bytes(const std::string& file) {
    auto connection = Connection::open(file, Access::read, kCacheBytes);
    check(connection.has_value(), "open the file of a test");
    const auto pages = number_of(**connection, "PRAGMA page_count");
    const auto free = number_of(**connection, "PRAGMA freelist_count");
    return (pages - free) * number_of(**connection, "PRAGMA page_size");
}

}  // namespace hako::sqlite
