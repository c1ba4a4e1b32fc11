// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/collection_store.hpp"

#include "base/check.hpp"
#include "domain/permissions/permission.hpp"
#include "storage/sqlite/reader_tables.hpp"

#include <algorithm>

namespace hako::sqlite {
namespace {

using collections::CollectionName;
using collections::CollectionRef;
using collections::Config;
using collections::Index;

std::int64_t insertable_column(const Config& config) {
    return config.insertable == collections::Insertable::yes ? 1 : 0;
}

}  // namespace

template <class Change>
void CollectionStore::change_set(std::int64_t set_number, Change change) {
    Catalog catalog = *state_.catalog();
    auto set = std::make_shared<SetInfo>(*catalog.get(set_number));
    change(*set);
    catalog.put(std::move(set));
    state_.set_catalog(std::move(catalog));
}

Task<Result<std::optional<CollectionRef>>> CollectionStore::find(const CollectionName& name) {
    using Found = Result<std::optional<CollectionRef>>;
    const auto set = state_.catalog()->find(name.text());
    std::optional<CollectionRef> found;
    if (set) {
        found = CollectionRef{set->number, set->config};
    }
    return Task<Found>::ready(Found(found));
}

Task<Result<std::size_t>> CollectionStore::count() {
    // The users' set is no collection.
    return Task<Result<std::size_t>>::ready(state_.catalog()->by_name.size() - 1);
}

Task<Result<void>>
CollectionStore::insert(const CollectionName& name, const Config& config, UnixMillis now) {
    return Task<Result<void>>::ready(insert_set(name, config, now));
}

Result<std::int64_t> CollectionStore::next_number(std::string_view kind) {
    HAKO_TRY_ASSIGN(
        Statement * statement,
        connection_.statement(
            "UPDATE next_numbers SET number = number + 1 WHERE kind = ? RETURNING number - 1"
        )
    );
    StatementUse use(*statement);
    use->bind_text(1, kind);
    HAKO_TRY_ASSIGN(const bool row, use->step());
    check(row, "every kind has a next number");
    return use->integer(0);
}

Result<void>
CollectionStore::insert_set(const CollectionName& name, const Config& config, UnixMillis now) {
    HAKO_TRY_ASSIGN(const std::int64_t number, next_number("record_set"));
    HAKO_TRY_ASSIGN(
        Statement * insert,
        connection_.statement(
            "INSERT INTO record_sets (number, kind, name, is_insertable, default_public, "
            "row_count, last_seq, created_at, updated_at) VALUES (?, 'items', ?, ?, ?, 0, 0, ?, ?)"
        )
    );
    StatementUse use(*insert);
    use->bind(1, number).bind_text(2, name.text()).bind(3, insertable_column(config));
    use->bind_text(4, permissions::to_string(config.default_public)).bind(5, now).bind(6, now);
    HAKO_TRY(use->run());
    HAKO_TRY(connection_.execute(
        "CREATE TABLE " + items_table(number) +
        " (seq INTEGER PRIMARY KEY, id_tail INTEGER NOT NULL, created_at INTEGER NOT NULL, "
        "updated_at INTEGER NOT NULL, owner BLOB, permission TEXT NOT NULL, properties TEXT NOT "
        "NULL) STRICT"
    ));
    HAKO_TRY(connection_.execute(
        "CREATE INDEX " + by_age_index(items_table(number)) + " ON " + items_table(number) +
        " (seq)"
    ));
    HAKO_TRY(create_reader_table(connection_, number));
    auto set = std::make_shared<SetInfo>(make_items_set(number, name.text()));
    set->config = config;
    set->created_at = now;
    set->updated_at = now;
    Catalog catalog = *state_.catalog();
    catalog.put(std::move(set));
    state_.set_catalog(std::move(catalog));
    state_.add_set(number);
    return {};
}

Task<Result<void>>
CollectionStore::set_config(const CollectionRef& collection, const Config& config, UnixMillis now) {
    const auto run = [&]() -> Result<void> {
        HAKO_TRY_ASSIGN(
            Statement * update,
            connection_.statement(
                "UPDATE record_sets SET is_insertable = ?, default_public = ?, updated_at = ? "
                "WHERE number = ?"
            )
        );
        update->bind(1, insertable_column(config));
        update->bind_text(2, permissions::to_string(config.default_public));
        update->bind(3, now).bind(4, collection.number);
        HAKO_TRY(update->run());
        change_set(collection.number, [&](SetInfo& set) {
            set.config = config;
            set.updated_at = now;
        });
        return {};
    };
    return Task<Result<void>>::ready(run());
}

Task<Result<void>> CollectionStore::drop(const CollectionRef& collection) {
    return Task<Result<void>>::ready(drop_set(collection.number));
}

Result<void> CollectionStore::drop_set(std::int64_t set_number) {
    HAKO_TRY_ASSIGN(
        Statement * indexes,
        connection_.statement("UPDATE indexes SET state = 'dropped' WHERE record_set = ?")
    );
    indexes->bind(1, set_number);
    HAKO_TRY(indexes->run());
    HAKO_TRY_ASSIGN(
        Statement * set,
        connection_.statement("UPDATE record_sets SET name = NULL WHERE number = ?")
    );
    set->bind(1, set_number);
    HAKO_TRY(set->run());
    Catalog catalog = *state_.catalog();
    const auto dropped = catalog.get(set_number);
    catalog.remove(*dropped);
    state_.set_catalog(std::move(catalog));
    return {};
}

Task<Result<std::vector<Index>>> CollectionStore::indexes(const CollectionRef& collection) {
    std::vector<Index> indexes;
    for (const auto& index : state_.catalog()->get(collection.number)->indexes) {
        indexes.push_back(index->index);
    }
    return Task<Result<std::vector<Index>>>::ready(std::move(indexes));
}

Task<Result<void>>
CollectionStore::insert_index(const CollectionRef& collection, const Index& index) {
    return Task<Result<void>>::ready(insert_index_now(collection.number, index));
}

Result<void> CollectionStore::insert_index_now(std::int64_t set_number, const Index& index) {
    HAKO_TRY_ASSIGN(const std::int64_t number, next_number("index"));
    // An empty set has nothing to build.
    const bool ready = state_.counts(set_number).rows == 0;
    Index stored = index;
    stored.state = ready ? collections::IndexState::ready : collections::IndexState::building;
    const std::string properties = properties_to_text(index.properties);
    HAKO_TRY_ASSIGN(
        Statement * insert,
        connection_.statement(
            "INSERT INTO indexes (number, record_set, properties, is_automatic, state, built_to) "
            "VALUES (?, ?, ?, ?, ?, 0)"
        )
    );
    StatementUse use(*insert);
    use->bind(1, number).bind(2, set_number).bind_text(3, properties);
    use->bind(4, index.origin == collections::IndexOrigin::automatic ? 1 : 0);
    use->bind_text(5, ready ? "ready" : "building");
    HAKO_TRY(use->run());
    std::string columns;
    std::string key;
    for (std::size_t i = 0; i < index.properties.size(); ++i) {
        columns += "k" + std::to_string(i) + " BLOB NOT NULL, ";
        key += "k" + std::to_string(i) + ", ";
    }
    HAKO_TRY(connection_.execute(
        "CREATE TABLE " + index_table(number) + " (" + columns +
        "seq INTEGER NOT NULL, PRIMARY KEY (" + key + "seq)) STRICT, WITHOUT ROWID"
    ));
    change_set(set_number, [&](SetInfo& set) {
        set.indexes.push_back(std::make_shared<IndexInfo>(make_index_info(number, std::move(stored))
        ));
    });
    return {};
}

Task<Result<void>> CollectionStore::drop_index(
    const CollectionRef& collection,
    const std::vector<monaql::Path>& properties
) {
    return Task<Result<void>>::ready(drop_index_now(collection.number, properties));
}

Result<void> CollectionStore::drop_index_now(
    std::int64_t set_number,
    const std::vector<monaql::Path>& properties
) {
    const IndexInfo* index = state_.catalog()->get(set_number)->find_index(properties);
    check(index != nullptr, "an index that is dropped exists");
    HAKO_TRY_ASSIGN(
        Statement * update,
        connection_.statement("UPDATE indexes SET state = 'dropped' WHERE number = ?")
    );
    const std::int64_t number = index->number;
    update->bind(1, number);
    HAKO_TRY(update->run());
    change_set(set_number, [&](SetInfo& set) {
        std::erase_if(set.indexes, [&](const auto& kept) { return kept->number == number; });
    });
    return {};
}

}  // namespace hako::sqlite
