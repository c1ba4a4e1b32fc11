// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/visible_plan.hpp"

#include "storage/sqlite/filter_bounds.hpp"
#include "storage/sqlite/run_sql.hpp"

#include <algorithm>
#include <utility>

namespace hako::sqlite {
namespace {

using Sight = Plan::Sight;
using Shape = Plan::Shape;

constexpr std::int64_t kStep = 4;

struct Counts {
    std::int64_t rows = 0;
    std::int64_t public_readable = 0;
};

Result<Counts> counts_of(Connection& connection, const SetInfo& set) {
    Sql sql;
    sql.add("SELECT row_count, public_readable FROM record_sets WHERE number = ");
    sql.bind(set.number);
    Counts counts;
    HAKO_TRY(for_each_row(connection, sql, [&](const Statement& row) {
        counts = {row.integer(0), row.integer(1)};
    }));
    return counts;
}

/// How many entries the ranges but everyone's have, counted up to `most`.
Result<std::int64_t> own_entries(
    Connection& connection,
    const SetInfo& set,
    const VisibleRows& visible,
    std::int64_t most
) {
    std::int64_t total = 0;
    for (std::size_t range = 1; range < visible.ranges() && total < most; ++range) {
        Sql sql;
        sql.add("SELECT count(*) FROM (SELECT 1");
        visible.add_from(sql, set);
        sql.add(" WHERE ");
        visible.add_whole_range(sql, range);
        sql.add(" LIMIT ").bind(most - total).add(")");
        HAKO_TRY_ASSIGN(const auto count, single_number(connection, sql));
        total += count;
    }
    return total;
}

/// Whether the plan's index has fewer than `most` entries to look through.
Result<bool> is_index_shorter(
    Connection& connection,
    const SetInfo& set,
    const ListQuery& query,
    const IndexInfo& index,
    std::int64_t most
) {
    Sql sql;
    sql.add("SELECT count(*) FROM (SELECT 1 FROM ").add(index.table).add(" AS x");
    if (!add_index_range(sql, set, query.filter, index)) {
        return false;
    }
    sql.add(" LIMIT ").bind(most).add(")");
    HAKO_TRY_ASSIGN(const auto count, single_number(connection, sql));
    return count < most;
}

/// Whether the readers' ranges are the shorter way. Both are measured with a bound that grows.
Result<bool> is_reader_shorter(
    Connection& connection,
    const SetInfo& set,
    const ListQuery& query,
    const Plan& plan,
    std::int64_t public_readable
) {
    if (!plan.index) {
        return true;
    }
    for (std::int64_t bound = kVisibleRowsFew;; bound *= kStep) {
        HAKO_TRY_ASSIGN(const auto own, own_entries(connection, set, *plan.visible, bound));
        if (public_readable + own < bound) {
            return true;
        }
        HAKO_TRY_ASSIGN(
            const bool index, is_index_shorter(connection, set, query, *plan.index, bound)
        );
        if (index) {
            return false;
        }
    }
}

}  // namespace

Result<Plan>
confined_plan(Connection& connection, const SetInfo& set, const ListQuery& query, Plan plan) {
    if (!query.visible_to) {
        return plan;
    }
    HAKO_TRY_ASSIGN(const Counts counts, counts_of(connection, set));
    const bool reads = query.visible_to->need == Visibility::Need::read;
    if (reads && counts.rows == counts.public_readable) {
        return plan;
    }
    plan.visible = std::make_shared<const VisibleRows>(*query.visible_to);
    if (plan.shape == Shape::by_age) {
        plan.sight = Sight::by_reader;
        return plan;
    }
    plan.shape = Shape::gather;
    plan.has_ties_against_order = false;
    plan.sight = Sight::tested;
    if (!plan.keys) {
        HAKO_TRY_ASSIGN(
            const bool by_reader,
            is_reader_shorter(connection, set, query, plan, counts.public_readable)
        );
        plan.sight = by_reader ? Sight::by_reader : Sight::tested;
    }
    return plan;
}

Result<std::int64_t>
readable_row_count(Connection& connection, const SetInfo& set, const Plan& plan) {
    HAKO_TRY_ASSIGN(const Counts counts, counts_of(connection, set));
    std::int64_t total = counts.public_readable;
    for (std::size_t range = 1; range < plan.visible->ranges(); ++range) {
        Sql sql;
        sql.add("SELECT count(*)");
        plan.visible->add_from(sql, set);
        sql.add(" WHERE ");
        plan.visible->add_range(sql, set, range);
        HAKO_TRY_ASSIGN(const auto count, single_number(connection, sql));
        total += count;
    }
    return total;
}

}  // namespace hako::sqlite
