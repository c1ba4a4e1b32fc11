// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/index_entries.hpp"

#include "base/limits.hpp"

#include <array>
#include <string>

namespace hako::sqlite {
namespace {

/// The keys of one row in one index.
struct EntryKeys {
    EntryKeys(const IndexInfo& index, const RowView& row) : count(index.index.properties.size()) {
        for (std::size_t i = 0; i < count; ++i) {
            append_property_key(keys[i], row, index.index.properties[i]);
        }
    }

    bool operator==(const EntryKeys&) const = default;

    std::size_t count;
    std::array<std::string, limits::kIndexPropertiesMax> keys;
};

Result<void>
run(Connection& connection, const std::string& sql, const EntryKeys& entry, RecordId id) {
    HAKO_TRY_ASSIGN(Statement * statement, connection.statement(sql));
    int parameter = 1;
    for (std::size_t i = 0; i < entry.count; ++i) {
        statement->bind_blob(parameter++, entry.keys[i]);
    }
    statement->bind(parameter, id.seq);
    return statement->run();
}

}  // namespace

Result<void> insert_entry(Connection& connection, const IndexInfo& index, const RowView& row) {
    return run(connection, index.insert_sql, EntryKeys(index, row), row.id);
}

Result<void> insert_entries(Connection& connection, const SetInfo& set, const RowView& row) {
    for (const auto& index : set.indexes) {
        HAKO_TRY(insert_entry(connection, *index, row));
    }
    return {};
}

Result<void> erase_entries(Connection& connection, const SetInfo& set, const RowView& row) {
    for (const auto& index : set.indexes) {
        HAKO_TRY(run(connection, index->erase_sql, EntryKeys(*index, row), row.id));
    }
    return {};
}

Result<void> replace_entries(
    Connection& connection,
    const SetInfo& set,
    const RowView& before,
    const RowView& after
) {
    for (const auto& index : set.indexes) {
        const EntryKeys old_keys(*index, before);
        const EntryKeys new_keys(*index, after);
        if (old_keys == new_keys) {
            continue;
        }
        HAKO_TRY(run(connection, index->erase_sql, old_keys, before.id));
        HAKO_TRY(run(connection, index->insert_sql, new_keys, after.id));
    }
    return {};
}

}  // namespace hako::sqlite
