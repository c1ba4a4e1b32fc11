// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/tie_order.hpp"

#include "storage/sqlite/run_sql.hpp"

#include <algorithm>
#include <span>
#include <string>
#include <string_view>

namespace hako::sqlite {
namespace {

struct Entry {
    std::string key;
    std::int64_t seq;
};

/// Reads one index for one query.
class TiedPage {
public:
    TiedPage(Connection& connection, const SetInfo& set, const ListQuery& query, const Plan& plan)
        : connection_(connection),
          source_{set, plan.index.get()},
          query_(query),
          column_("x.k" + std::to_string(plan.index->index.properties.size() - 1)) {}

    Result<std::vector<std::int64_t>> read() {
        HAKO_TRY_ASSIGN(auto entries, read_index_order());
        for (auto group = entries.begin(); group != entries.end();) {
            const auto end = std::find_if(group, entries.end(), [&](const Entry& entry) {
                return entry.key != group->key;
            });
            const bool is_first = group == entries.begin();
            if (is_first || end == entries.end()) {
                HAKO_TRY(put_in_order({group, end}, is_first));
            } else {
                std::reverse(group, end);
            }
            group = end;
        }
        std::vector<std::int64_t> seqs;
        seqs.reserve(entries.size());
        for (const Entry& entry : entries) {
            seqs.push_back(entry.seq);
        }
        return seqs;
    }

private:
    Result<std::vector<Entry>> read_index_order() {
        Sql sql = select(column_ + ", x.seq");
        sql.add(" ORDER BY ").add(column_).add(", x.seq LIMIT ").bind(query_.page.limit);
        sql.add(" OFFSET ").bind(query_.page.offset);
        std::vector<Entry> entries;
        HAKO_TRY(for_each_row(connection_, sql, [&](const Statement& row) {
            entries.push_back({std::string(row.blob(0)), row.integer(1)});
        }));
        return entries;
    }

    /// Of a value of which the page may hold a part only: its places are right, its rows are not.
    Result<void> put_in_order(std::span<Entry> group, bool is_first) {
        const std::string key = group.front().key;
        std::int64_t passed_over = 0;
        if (is_first && query_.page.offset > 0) {
            HAKO_TRY_ASSIGN(passed_over, count_before(group.front()));
        }
        Sql sql = select("x.seq");
        sql.add(" AND ").add(column_).add(" = ").bind(Sql::Blob{key});
        sql.add(" ORDER BY x.seq DESC LIMIT ").bind(static_cast<std::int64_t>(group.size()));
        sql.add(" OFFSET ").bind(passed_over);
        auto entry = group.begin();
        return for_each_row(connection_, sql, [&](const Statement& row) {
            entry->seq = row.integer(0);
            ++entry;
        });
    }

    /// Entries of the same value that stand before this one in the index.
    Result<std::int64_t> count_before(const Entry& entry) {
        Sql sql = select("count(*)");
        sql.add(" AND ").add(column_).add(" = ").bind(Sql::Blob{entry.key});
        sql.add(" AND x.seq < ").bind(entry.seq);
        return single_number(connection_, sql);
    }

    Sql select(std::string_view columns) {
        Sql sql;
        sql.add("SELECT ").add(columns).add(" FROM ").add(source_.index->table).add(" AS x");
        add_where(sql, source_, query_);
        return sql;
    }

    Connection& connection_;
    const Source source_;
    const ListQuery& query_;
    const std::string column_;
};

}  // namespace

Result<std::vector<std::int64_t>> read_tied_page(
    Connection& connection,
    const SetInfo& set,
    const ListQuery& query,
    const Plan& plan
) {
    return TiedPage(connection, set, query, plan).read();
}

}  // namespace hako::sqlite
