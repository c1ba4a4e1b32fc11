// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/list_reader.hpp"

#include "domain/items/item.hpp"
#include "domain/users/user.hpp"
#include "json/stored_text.hpp"
#include "storage/sqlite/property_key.hpp"
#include "storage/sqlite/record_id.hpp"
#include "storage/sqlite/run_sql.hpp"
#include "storage/sqlite/tie_order.hpp"

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
        ItemId(uuid), row.integer(2), row.integer(3), std::nullopt, row.text(6), row.text(4)
    };
    if (!row.is_null(5)) {
        item.owner = owner_from_blob(row.blob(5));
    }
    items::append_json(out, item, query.properties);
}

Result<std::int64_t>
total_of(Connection& connection, const SetInfo& set, const ListQuery& query, const Plan& plan) {
    const bool all = !query.filter && !query.name_part;
    return all ? row_count(connection, set)
               : single_number(connection, count_sql(set, query, plan));
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
    Matches matches;
    HAKO_TRY(for_each_row(connection, gather_sql(set, query, plan), [&](const Statement& row) {
        matches.add(row.integer(0), row.blob(1));
    }));
    ListPage page;
    page.total = matches.size();
    const auto age = age_order(query);
    const SortOrder key_order = age ? SortOrder::asc : query.sorting->order;
    const auto seqs = matches.page(query.page, key_order, age.value_or(SortOrder::desc));
    HAKO_TRY(append_rows(page.rows_json, connection, set, query, seqs));
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
