// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/list_reader.hpp"

#include "domain/items/item.hpp"
#include "domain/users/user.hpp"
#include "json/stored_text.hpp"
#include "storage/sqlite/property_key.hpp"
#include "storage/sqlite/record_id.hpp"
#include "storage/sqlite/run_sql.hpp"
#include "storage/sqlite/tie_order.hpp"
#include "storage/sqlite/visible_plan.hpp"

#include <algorithm>
#include <set>
#include <span>

namespace hako::sqlite {
namespace {

/// Appends the row that a statement over row_columns() stands on, as the wire shows it.
void append_row(
    std::string& out,
    const SetInfo& set,
    const ListQuery& query,
    const Statement& row
) {
    if (!out.empty()) {
        out.push_back(',');
    }
    const Uuid uuid = RecordId{row.integer(0), row.integer(1)}.uuid();
    if (set.kind == SetKind::users) {
        const users::UserView user{
            UserId(uuid), row.text(5), row.integer(2), row.integer(3), row.text(4)
        };
        users::append_json(out, user, query.properties);
        return;
    }
    items::ItemView item{
        ItemId(uuid), row.integer(2), row.integer(3), Owner(), row.text(6), row.text(4)
    };
    if (!row.is_null(5)) {
        item.owner = owner_from_blob(row.blob(5));
    }
    const auto viewer = query.visible_to ? items::Viewer::app : items::Viewer::management;
    items::append_json(out, item, query.properties, viewer);
}

Result<std::int64_t>
total_of(Connection& connection, const SetInfo& set, const ListQuery& query, const Plan& plan) {
    if (!query.filter && !query.name_part && !plan.visible) {
        return row_count(connection, set);
    }
    if (!query.filter && plan.visible && query.visible_to->need == Visibility::Need::read) {
        return readable_row_count(connection, set, plan);
    }
    if (plan.shape == Plan::Shape::index_order) {
        return single_number(connection, count_sql(set, query, plan));
    }
    std::int64_t total = 0;
    for (const Sql& sql : gather_sql(set, query, plan, Gathered::count)) {
        HAKO_TRY_ASSIGN(const std::int64_t count, single_number(connection, sql));
        total += count;
    }
    return total;
}

/// Appends `key` so that a row of such keys, in the order of what is sorted by, compares as they do
/// one after the other: each ends with two bytes that stand below all that a longer key goes on
/// with, and one that sorts the other way has all its bytes turned over.
void append_sort_key(std::string& out, std::string_view key, SortOrder order) {
    const std::size_t begin = out.size();
    for (const char c : key) {
        out.push_back(c);
        if (c == '\0') {
            out.push_back('\xFF');
        }
    }
    out.append(2, '\0');
    if (order == SortOrder::desc) {
        std::transform(
            out.begin() + static_cast<std::ptrdiff_t>(begin),
            out.end(),
            out.begin() + static_cast<std::ptrdiff_t>(begin),
            [](char c) { return static_cast<char>(~c); }
        );
    }
}

/// The key of the row that a gather statement stands on, when several properties are sorted by.
std::string composite_key(const Statement& row, const ListQuery& query) {
    std::string key;
    append_sort_key(key, row.blob(1), query.sorting->order);
    int column = 2;
    for (const Sorting& next : query.then_by) {
        append_sort_key(key, row.blob(column), next.order);
        ++column;
    }
    return key;
}

/// The matches of a gather plan: their sort keys one behind the other, and where each is.
class Matches {
public:
    void add(std::int64_t seq, std::string_view key) {
        entries_.push_back({seq, keys_.size(), key.size()});
        keys_ += key;
    }

    [[nodiscard]] std::int64_t size() const {
        return static_cast<std::int64_t>(entries_.size());
    }

    /// The seqs of the page, in order. Only as much is sorted as the page needs.
    std::vector<std::int64_t> page(const Page& page, SortOrder key_order, SortOrder seq_order) {
        const auto less = [&](const Entry& a, const Entry& b) {
            const int keys = key(a).compare(key(b));
            if (keys != 0) {
                return key_order == SortOrder::asc ? keys < 0 : keys > 0;
            }
            return seq_order == SortOrder::asc ? a.seq < b.seq : a.seq > b.seq;
        };
        const auto begin = std::min(page.offset, size());
        const auto end = begin + std::min(page.limit, size() - begin);
        std::partial_sort(entries_.begin(), entries_.begin() + end, entries_.end(), less);
        std::vector<std::int64_t> seqs;
        for (auto entry = entries_.begin() + begin; entry != entries_.begin() + end; ++entry) {
            seqs.push_back(entry->seq);
        }
        return seqs;
    }

private:
    struct Entry {
        std::int64_t seq;
        std::size_t key_begin;
        std::size_t key_size;
    };

    [[nodiscard]] std::string_view key(const Entry& entry) const {
        return std::string_view(keys_).substr(entry.key_begin, entry.key_size);
    }

    std::vector<Entry> entries_;
    std::string keys_;
};

Result<void> append_rows(
    std::string& out,
    Connection& connection,
    const SetInfo& set,
    const ListQuery& query,
    std::span<const std::int64_t> seqs
) {
    for (const std::int64_t seq : seqs) {
        Sql sql;
        sql.add("SELECT ").add(row_columns(set.kind)).add(" FROM ").add(set.table);
        sql.add(" AS s WHERE s.seq = ").bind(seq);
        HAKO_TRY(for_each_row(connection, sql, [&](const Statement& row) {
            append_row(out, set, query, row);
        }));
    }
    return {};
}

Result<ListPage>
gather(Connection& connection, const SetInfo& set, const ListQuery& query, const Plan& plan) {
    const auto age = age_order(query);
    const bool is_composite = !age && !query.then_by.empty();
    Matches matches;
    for (const Sql& sql : gather_sql(set, query, plan, Gathered::sort_keys)) {
        HAKO_TRY(for_each_row(connection, sql, [&](const Statement& row) {
            if (is_composite) {
                matches.add(row.integer(0), composite_key(row, query));
            } else {
                matches.add(row.integer(0), row.blob(1));
            }
        }));
    }
    ListPage page;
    page.total = matches.size();
    const SortOrder key_order = age || is_composite ? SortOrder::asc : query.sorting->order;
    const auto seqs = matches.page(query.page, key_order, age.value_or(SortOrder::desc));
    HAKO_TRY(append_rows(page.rows_json, connection, set, query, seqs));
    return page;
}

/// `plan` is what is done, and is confined.
Result<ListPage> read_planned(
    Connection& connection,
    const SetInfo& set,
    const ListQuery& query,
    const Plan& plan,
    Wanted wanted
) {
    ListPage page;
    if (wanted == Wanted::page_and_total && plan.shape == Plan::Shape::gather) {
        return gather(connection, set, query, plan);
    }
    if (wanted == Wanted::page_and_total && plan.has_ties_against_order) {
        HAKO_TRY_ASSIGN(const auto seqs, read_tied_page(connection, set, query, plan));
        HAKO_TRY(append_rows(page.rows_json, connection, set, query, seqs));
    } else if (wanted == Wanted::page_and_total) {
        HAKO_TRY(for_each_row(connection, page_sql(set, query, plan), [&](const Statement& row) {
            append_row(page.rows_json, set, query, row);
        }));
    }
    HAKO_TRY_ASSIGN(page.total, total_of(connection, set, query, plan));
    return page;
}

}  // namespace

Result<std::int64_t> row_count(Connection& connection, const SetInfo& set) {
    Sql sql;
    sql.add("SELECT row_count FROM record_sets WHERE number = ").bind(set.number);
    return single_number(connection, sql);
}

Result<ListPage> read_list(
    Connection& connection,
    const SetInfo& set,
    const ListQuery& query,
    const Plan& plan,
    Wanted wanted
) {
    if (!query.visible_to) {
        return read_planned(connection, set, query, plan, wanted);
    }
    HAKO_TRY_ASSIGN(const Plan confined, confined_plan(connection, set, query, plan));
    return read_planned(connection, set, query, confined, wanted);
}

Result<std::vector<ItemId>> read_matching(
    Connection& connection,
    const SetInfo& set,
    const ListQuery& query,
    const Plan& plan
) {
    HAKO_TRY_ASSIGN(Plan confined, confined_plan(connection, set, query, plan));
    confined.shape = Plan::Shape::gather;
    std::vector<ItemId> ids;
    for (const Sql& sql : gather_sql(set, query, confined, Gathered::id)) {
        HAKO_TRY(for_each_row(connection, sql, [&](const Statement& row) {
            ids.emplace_back(RecordId{row.integer(0), row.integer(1)}.uuid());
        }));
    }
    return ids;
}

Result<std::vector<std::string>>
read_property_names(Connection& connection, const SetInfo& set, std::size_t newest) {
    Sql sql;
    sql.add("SELECT properties FROM ").add(set.table).add(" ORDER BY seq DESC LIMIT ");
    sql.bind(static_cast<std::int64_t>(newest));
    std::set<std::string> names;
    HAKO_TRY(for_each_row(connection, sql, [&](const Statement& row) {
        json::for_each_stored(row.text(0), [&](std::string_view name, std::string_view) {
            names.emplace(name);
        });
    }));
    return std::vector<std::string>(names.begin(), names.end());
}

}  // namespace hako::sqlite
