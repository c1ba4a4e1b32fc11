// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "domain/collections/collection.hpp"
#include "storage/sqlite/connection.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace hako::sqlite {

/// One index as the planner and the writer see it.
struct IndexInfo {
    std::int64_t number = 0;
    collections::Index index;
    std::string table;  ///< `index_N`: columns k0, k1, k2, seq
    std::string insert_sql;
    std::string erase_sql;
};

/// The index with its table's name and statements filled in.
IndexInfo make_index_info(std::int64_t number, collections::Index index);

enum class SetKind : std::uint8_t { items, users };

/// One set of rows: the items of a collection, or the users.
struct SetInfo {
    std::int64_t number = 0;
    SetKind kind = SetKind::items;
    std::string name;
    std::string table;  ///< `items_N` or `users`
    /// Of items: who may read which (reader_entries.hpp).
    /// @{
    std::string readers_table;
    std::string insert_reader_sql;
    std::string erase_reader_sql;
    /// @}
    collections::Config config;
    UnixMillis created_at = 0;
    UnixMillis updated_at = 0;
    std::vector<std::shared_ptr<const IndexInfo>> indexes;  ///< without dropped ones

    /// `i` or `u`
    [[nodiscard]] char id_letter() const {
        return kind == SetKind::items ? 'i' : 'u';
    }

    /// The index over exactly these properties in this order; null when there is none.
    [[nodiscard]] const IndexInfo* find_index(const std::vector<monaql::Path>& properties) const;
};

/// A set of items with the names of its tables and their statements filled in.
SetInfo make_items_set(std::int64_t number, std::string_view name);

/// The definitions of all sets at one moment. Immutable: a change makes the next one, readers keep
/// the one they started with, and nothing that it names is removed from the file while anyone holds
/// it.
struct Catalog {
    std::map<std::string, std::shared_ptr<const SetInfo>, std::less<>> by_name;
    std::map<std::int64_t, std::shared_ptr<const SetInfo>> by_number;

    /// Null when there is none.
    [[nodiscard]] std::shared_ptr<const SetInfo> find(std::string_view name) const;
    [[nodiscard]] const std::shared_ptr<const SetInfo>& get(std::int64_t number) const;

    void put(std::shared_ptr<const SetInfo> set);
    void remove(const SetInfo& set);
};

/// The number of the users' set; its name is none that a collection can have.
inline constexpr std::int64_t kUsersSet = 1;

/// Reads the definitions from the file.
Result<Catalog> load_catalog(Connection& connection);

std::string items_table(std::int64_t set_number);
std::string readers_table(std::int64_t set_number);
std::string index_table(std::int64_t index_number);

/// The index of a set's table that holds nothing but the row keys: a page deep in the newest-first
/// order is found by passing over it instead of over whole rows.
std::string by_age_index(const std::string& table);

/// The properties of an index as they are stored: one path a line.
std::string properties_to_text(const std::vector<monaql::Path>& properties);
std::vector<monaql::Path> properties_from_text(std::string_view text);

}  // namespace hako::sqlite
