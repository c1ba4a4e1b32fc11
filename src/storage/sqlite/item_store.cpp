// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/item_store.hpp"

#include "storage/sqlite/index_entries.hpp"
#include "storage/sqlite/query_sql.hpp"
#include "storage/sqlite/reader_entries.hpp"
#include "storage/sqlite/run_sql.hpp"

namespace hako::sqlite {
namespace {

using items::Item;

RowView row_of(const Item& item) {
    return {
        'i',
        RecordId::of(item.id.uuid()),
        item.created_at,
        item.updated_at,
        item.owner,
        std::nullopt,
        item.properties
    };
}

ReadableItem readable(const Item& item) {
    return {RecordId::of(item.id.uuid()).seq, item.owner, item.permission};
}

/// Whether the row with this key matches.
Result<bool>
matches(Connection& connection, const SetInfo& set, ItemId id, const monaql::Query& filter) {
    Sql sql;
    sql.add("SELECT count(*) FROM ").add(set.table).add(" AS s WHERE s.seq = ");
    sql.bind(RecordId::of(id.uuid()).seq).add(" AND ");
    add_condition(sql, Source{set}, *filter);
    HAKO_TRY_ASSIGN(const auto count, single_number(connection, sql));
    return count > 0;
}

Result<std::vector<Item>> find_matching_now(
    Connection& connection,
    const SetInfo& set,
    std::span<const ItemId> ids,
    const monaql::Query& filter
) {
    std::vector<Item> found;
    for (const ItemId id : ids) {
        HAKO_TRY_ASSIGN(auto item, find_item(connection, set, id));
        if (!item) {
            continue;
        }
        if (filter) {
            HAKO_TRY_ASSIGN(const bool does_match, matches(connection, set, id, filter));
            if (!does_match) {
                continue;
            }
        }
        found.push_back(*std::move(item));
    }
    return found;
}

void bind_owner(Statement& statement, int parameter, const std::string& owner_blob) {
    if (owner_blob.empty()) {
        statement.bind_null(parameter);
    } else {
        statement.bind_blob(parameter, owner_blob);
    }
}

}  // namespace

Result<std::optional<Item>> find_item(Connection& connection, const SetInfo& set, ItemId id) {
    HAKO_TRY_ASSIGN(
        Statement * statement,
        connection.statement(
            "SELECT id_tail, created_at, updated_at, owner, permission, properties FROM " +
            set.table + " WHERE seq = ?"
        )
    );
    StatementUse use(*statement);
    const RecordId wanted = RecordId::of(id.uuid());
    use->bind(1, wanted.seq);
    HAKO_TRY_ASSIGN(const bool row, use->step());
    // The key is only a part of the id: another id may have it.
    if (!row || RecordId{wanted.seq, use->integer(0)}.uuid() != id.uuid()) {
        return std::optional<Item>();
    }
    Item item{
        id,
        use->integer(1),
        use->integer(2),
        Owner(),
        std::string(use->text(4)),
        std::string(use->text(5))
    };
    if (!use->is_null(3)) {
        item.owner = owner_from_blob(use->blob(3));
    }
    return std::optional<Item>(std::move(item));
}

Task<Result<std::optional<Item>>>
ItemStore::find(const collections::CollectionRef& collection, ItemId id) {
    return Task<Result<std::optional<Item>>>::ready(
        find_item(connection_, *state_.catalog()->get(collection.number), id)
    );
}

Task<Result<std::vector<Item>>> ItemStore::find_matching(
    const collections::CollectionRef& collection,
    std::span<const ItemId> ids,
    const monaql::Query& filter
) {
    return Task<Result<std::vector<Item>>>::ready(
        find_matching_now(connection_, *state_.catalog()->get(collection.number), ids, filter)
    );
}

Task<Result<Item>> ItemStore::insert(
    const collections::CollectionRef& collection,
    items::NewItem item,
    UnixMillis now
) {
    return Task<Result<Item>>::ready(
        insert_now(*state_.catalog()->get(collection.number), std::move(item), now)
    );
}

Result<Item> ItemStore::insert_now(const SetInfo& set, items::NewItem item, UnixMillis now) {
    SetCounts& counts = state_.change_counts(set.number);
    const RecordId id = next_record_id(random_, now, counts.last_seq);
    Item stored{
        ItemId(id.uuid()),
        now,
        now,
        item.owner,
        std::move(item.permission),
        std::move(item.properties)
    };
    HAKO_TRY_ASSIGN(
        Statement * insert,
        connection_.statement("INSERT INTO " + set.table + " VALUES (?, ?, ?, ?, ?, ?, ?)")
    );
    StatementUse use(*insert);
    const std::string owner =
        stored.owner.is_nobody() ? std::string() : owner_to_blob(stored.owner);
    use->bind(1, id.seq).bind(2, id.tail).bind(3, now).bind(4, now);
    bind_owner(*use, 5, owner);
    use->bind_text(6, stored.permission).bind_text(7, stored.properties);
    HAKO_TRY(use->run());
    counts.rows += 1;
    HAKO_TRY(insert_entries(connection_, set, row_of(stored)));
    HAKO_TRY(insert_readers(connection_, state_, set, readable(stored)));
    return stored;
}

Task<Result<void>> ItemStore::replace(
    const collections::CollectionRef& collection,
    const Item& before,
    const Item& after
) {
    return Task<Result<void>>::ready(
        replace_now(*state_.catalog()->get(collection.number), before, after)
    );
}

Result<void> ItemStore::replace_now(const SetInfo& set, const Item& before, const Item& after) {
    HAKO_TRY_ASSIGN(
        Statement * update,
        connection_.statement(
            "UPDATE " + set.table +
            " SET updated_at = ?, permission = ?, properties = ? WHERE seq = ?"
        )
    );
    StatementUse use(*update);
    use->bind(1, after.updated_at).bind_text(2, after.permission).bind_text(3, after.properties);
    use->bind(4, RecordId::of(before.id.uuid()).seq);
    HAKO_TRY(use->run());
    HAKO_TRY(replace_entries(connection_, set, row_of(before), row_of(after)));
    return replace_readers(connection_, state_, set, readable(before), readable(after));
}

Task<Result<void>>
ItemStore::erase(const collections::CollectionRef& collection, std::span<const ItemId> ids) {
    return Task<Result<void>>::ready(erase_now(*state_.catalog()->get(collection.number), ids));
}

Result<void> ItemStore::erase_now(const SetInfo& set, std::span<const ItemId> ids) {
    for (const ItemId id : ids) {
        HAKO_TRY_ASSIGN(const auto item, find_item(connection_, set, id));
        if (!item) {
            continue;
        }
        HAKO_TRY_ASSIGN(
            Statement * erase, connection_.statement("DELETE FROM " + set.table + " WHERE seq = ?")
        );
        erase->bind(1, RecordId::of(id.uuid()).seq);
        HAKO_TRY(erase->run());
        HAKO_TRY(erase_entries(connection_, set, row_of(*item)));
        HAKO_TRY(erase_readers(connection_, state_, set, readable(*item)));
        state_.change_counts(set.number).rows -= 1;
    }
    return {};
}

}  // namespace hako::sqlite
