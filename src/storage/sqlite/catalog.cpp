// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/catalog.hpp"

#include "base/check.hpp"
#include "storage/sqlite/property_key.hpp"

#include <algorithm>
#include <utility>

namespace hako::sqlite {
namespace {

std::shared_ptr<SetInfo> set_from(const Statement& row) {
    auto set = std::make_shared<SetInfo>();
    if (row.text(1) == "users") {
        set->number = row.integer(0);
        set->kind = SetKind::users;
        set->name = row.text(2);
        set->table = "users";
    } else {
        *set = make_items_set(row.integer(0), row.text(2));
    }
    set->config.insertable =
        row.integer(3) != 0 ? collections::Insertable::yes : collections::Insertable::no;
    const auto right = permissions::parse_right(row.text(4));
    check(right.has_value(), "a stored default permission is a permission");
    set->config.default_public = *right;
    set->created_at = row.integer(5);
    set->updated_at = row.integer(6);
    return set;
}

IndexInfo index_from(const Statement& row) {
    collections::Index index;
    index.properties = properties_from_text(row.text(2));
    index.origin =
        row.integer(3) != 0 ? collections::IndexOrigin::automatic : collections::IndexOrigin::asked;
    index.state =
        row.text(4) == "ready" ? collections::IndexState::ready : collections::IndexState::building;
    return make_index_info(row.integer(0), std::move(index));
}

}  // namespace

IndexInfo make_index_info(std::int64_t number, collections::Index index) {
    IndexInfo info;
    info.number = number;
    info.table = index_table(number);
    info.insert_sql = "INSERT OR IGNORE INTO " + info.table + " VALUES (";
    info.erase_sql = "DELETE FROM " + info.table + " WHERE ";
    for (std::size_t i = 0; i < index.properties.size(); ++i) {
        info.insert_sql += "?, ";
        info.erase_sql += "k" + std::to_string(i) + " = ? AND ";
    }
    info.insert_sql += "?)";
    info.erase_sql += "seq = ?";
    info.index = std::move(index);
    return info;
}

SetInfo make_items_set(std::int64_t number, std::string_view name) {
    SetInfo set;
    set.number = number;
    set.name = name;
    set.table = items_table(number);
    set.readers_table = readers_table(number);
    set.insert_reader_sql = "INSERT INTO " + set.readers_table + " VALUES (?, ?, ?)";
    set.erase_reader_sql = "DELETE FROM " + set.readers_table + " WHERE reader = ? AND seq = ?";
    return set;
}

const IndexInfo* SetInfo::find_index(const std::vector<monaql::Path>& properties) const {
    const auto found = std::find_if(indexes.begin(), indexes.end(), [&](const auto& index) {
        return index->index.properties == properties;
    });
    return found == indexes.end() ? nullptr : found->get();
}

std::shared_ptr<const SetInfo> Catalog::find(std::string_view name) const {
    const auto found = by_name.find(name);
    return found == by_name.end() ? nullptr : found->second;
}

const std::shared_ptr<const SetInfo>& Catalog::get(std::int64_t number) const {
    const auto found = by_number.find(number);
    check(found != by_number.end(), "a set's number is in the catalog");
    return found->second;
}

void Catalog::put(std::shared_ptr<const SetInfo> set) {
    by_name[set->name] = set;
    const std::int64_t number = set->number;
    by_number[number] = std::move(set);
}

void Catalog::remove(const SetInfo& set) {
    by_name.erase(set.name);
    by_number.erase(set.number);
}

Result<Catalog> load_catalog(Connection& connection) {
    std::map<std::int64_t, std::shared_ptr<SetInfo>> sets;
    HAKO_TRY_ASSIGN(
        Statement * set_rows,
        connection.statement(
            "SELECT number, kind, name, is_insertable, default_public, created_at, updated_at "
            "FROM record_sets WHERE name IS NOT NULL"
        )
    );
    StatementUse set_use(*set_rows);
    while (true) {
        HAKO_TRY_ASSIGN(const bool row, set_use->step());
        if (!row) {
            break;
        }
        auto set = set_from(*set_use);
        sets[set->number] = std::move(set);
    }
    HAKO_TRY_ASSIGN(
        Statement * index_rows,
        connection.statement(
            "SELECT number, record_set, properties, is_automatic, state FROM indexes "
            "WHERE state <> 'dropped' ORDER BY number"
        )
    );
    StatementUse index_use(*index_rows);
    while (true) {
        HAKO_TRY_ASSIGN(const bool row, index_use->step());
        if (!row) {
            break;
        }
        const auto set = sets.find(index_use->integer(1));
        if (set != sets.end()) {
            set->second->indexes.push_back(std::make_shared<IndexInfo>(index_from(*index_use)));
        }
    }
    Catalog catalog;
    for (auto& [number, set] : sets) {
        catalog.put(std::move(set));
    }
    return catalog;
}

std::string items_table(std::int64_t set_number) {
    return "items_" + std::to_string(set_number);
}

std::string readers_table(std::int64_t set_number) {
    return "readers_" + std::to_string(set_number);
}

std::string index_table(std::int64_t index_number) {
    return "index_" + std::to_string(index_number);
}

std::string by_age_index(const std::string& table) {
    return table + "_by_age";
}

std::string properties_to_text(const std::vector<monaql::Path>& properties) {
    std::string text;
    for (const auto& path : properties) {
        if (!text.empty()) {
            text.push_back('\n');
        }
        text += path.text();
    }
    return text;
}

std::vector<monaql::Path> properties_from_text(std::string_view text) {
    std::vector<monaql::Path> properties;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        properties.push_back({split_path(text.substr(0, end))});
        text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    }
    return properties;
}

}  // namespace hako::sqlite
