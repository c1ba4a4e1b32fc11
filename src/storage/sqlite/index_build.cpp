// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/index_build.hpp"

#include "base/limits.hpp"
#include "storage/sqlite/index_entries.hpp"

#include <algorithm>
#include <array>

namespace hako::sqlite {
namespace {

struct Entry {
    std::array<std::string, limits::kIndexPropertiesMax> keys;
    std::int64_t seq = 0;

    auto operator<=>(const Entry&) const = default;
};

RowView row_of(const SetInfo& set, const Statement& row) {
    RowView view{
        set.id_letter(),
        {row.integer(0), row.integer(1)},
        row.integer(2),
        row.integer(3),
        Owner(),
        std::nullopt,
        row.text(4)
    };
    if (set.kind == SetKind::users) {
        view.username = row.text(5);
    } else if (!row.is_null(5)) {
        view.owner = owner_from_blob(row.blob(5));
    }
    return view;
}

Result<std::int64_t> built_to(Connection& connection, std::int64_t index) {
    HAKO_TRY_ASSIGN(
        Statement * statement, connection.statement("SELECT built_to FROM indexes WHERE number = ?")
    );
    StatementUse use(*statement);
    use->bind(1, index);
    HAKO_TRY_ASSIGN(const bool row, use->step());
    check(row, "an index in the catalog is in the file");
    return use->integer(0);
}

/// The entries of the next rows, in the order of the index: neighbours are then written together.
Result<std::vector<Entry>> read_entries(
    Connection& connection,
    const SetInfo& set,
    const IndexInfo& index,
    std::int64_t after,
    std::int64_t rows
) {
    HAKO_TRY_ASSIGN(
        Statement * statement,
        connection.statement(
            "SELECT seq, id_tail, created_at, updated_at, properties, " +
            std::string(set.kind == SetKind::users ? "username" : "owner") + " FROM " + set.table +
            " WHERE seq > ? ORDER BY seq LIMIT ?"
        )
    );
    StatementUse use(*statement);
    use->bind(1, after).bind(2, rows);
    std::vector<Entry> entries;
    while (true) {
        HAKO_TRY_ASSIGN(const bool row, use->step());
        if (!row) {
            break;
        }
        const RowView view = row_of(set, *use);
        Entry& entry = entries.emplace_back();
        entry.seq = view.id.seq;
        for (std::size_t i = 0; i < index.index.properties.size(); ++i) {
            append_property_key(entry.keys[i], view, index.index.properties[i]);
        }
    }
    return entries;
}

Result<void>
write_entries(Connection& connection, const IndexInfo& index, const std::vector<Entry>& entries) {
    HAKO_TRY_ASSIGN(Statement * insert, connection.statement(index.insert_sql));
    for (const Entry& entry : entries) {
        int parameter = 1;
        for (std::size_t i = 0; i < index.index.properties.size(); ++i) {
            insert->bind_blob(parameter++, entry.keys[i]);
        }
        insert->bind(parameter, entry.seq);
        HAKO_TRY(insert->run());
    }
    return {};
}

void make_ready(WriteState& state, const SetInfo& set, std::int64_t index_number) {
    auto changed = std::make_shared<SetInfo>(set);
    for (auto& index : changed->indexes) {
        if (index->number == index_number) {
            auto ready = std::make_shared<IndexInfo>(*index);
            ready->index.state = collections::IndexState::ready;
            index = std::move(ready);
        }
    }
    Catalog catalog = *state.catalog();
    catalog.put(std::move(changed));
    state.set_catalog(std::move(catalog));
}

}  // namespace

Result<bool> insert_automatic_index(
    BackendTransaction& transaction,
    std::int64_t set_number,
    const std::vector<monaql::Path>& properties
) {
    WriteState& state = transaction.state();
    const auto& sets = state.catalog()->by_number;
    const auto found = sets.find(set_number);
    if (found == sets.end() || found->second->find_index(properties) != nullptr ||
        state.counts(set_number).rows < limits::kAutomaticIndexItemsMin) {
        return false;
    }
    const auto& indexes = found->second->indexes;
    const auto automatic = std::count_if(indexes.begin(), indexes.end(), [](const auto& index) {
        return index->index.origin == collections::IndexOrigin::automatic;
    });
    if (static_cast<std::size_t>(automatic) >= limits::kAutomaticIndexesPerCollectionMax) {
        return false;
    }
    const collections::CollectionRef collection{set_number, found->second->config};
    const collections::Index index{
        properties, collections::IndexState::building, collections::IndexOrigin::automatic
    };
    HAKO_TRY(transaction.collections().insert_index(collection, index).run_now());
    return true;
}

Result<bool> build_index_piece(
    BackendTransaction& transaction,
    std::int64_t set_number,
    std::int64_t index_number,
    std::int64_t rows
) {
    WriteState& state = transaction.state();
    Connection& connection = transaction.connection();
    const auto catalog = state.catalog();
    const auto set = catalog->by_number.find(set_number);
    if (set == catalog->by_number.end()) {
        return false;
    }
    const auto& indexes = set->second->indexes;
    const auto index = std::find_if(indexes.begin(), indexes.end(), [&](const auto& candidate) {
        return candidate->number == index_number;
    });
    if (index == indexes.end()) {
        return false;
    }
    HAKO_TRY_ASSIGN(const std::int64_t after, built_to(connection, index_number));
    HAKO_TRY_ASSIGN(auto entries, read_entries(connection, *set->second, **index, after, rows));
    const bool ready = static_cast<std::int64_t>(entries.size()) < rows;
    const std::int64_t reached = entries.empty() ? after : entries.back().seq;
    std::sort(entries.begin(), entries.end());
    HAKO_TRY(write_entries(connection, **index, entries));
    HAKO_TRY_ASSIGN(
        Statement * keep,
        connection.statement("UPDATE indexes SET built_to = ?, state = ? WHERE number = ?")
    );
    keep->bind(1, reached).bind_text(2, ready ? "ready" : "building").bind(3, index_number);
    HAKO_TRY(keep->run());
    if (ready) {
        make_ready(state, *set->second, index_number);
    }
    return ready;
}

Result<bool>
remove_table_piece(Connection& connection, const DroppedTable& table, std::int64_t rows) {
    // By the whole key: with fewer columns SQLite would look through all that have them in common.
    HAKO_TRY(connection.execute(
        "DELETE FROM " + table.name + " WHERE (" + table.key_columns + ") IN (SELECT " +
        table.key_columns + " FROM " + table.name + " LIMIT " + std::to_string(rows) + ")"
    ));
    if (connection.changes() > 0) {
        return false;
    }
    HAKO_TRY(connection.execute("DROP TABLE " + table.name));
    if (!table.forget_sql.empty()) {
        HAKO_TRY(connection.execute(table.forget_sql));
    }
    return true;
}

}  // namespace hako::sqlite
