// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/list_query.hpp"
#include "storage/sqlite/catalog.hpp"
#include "storage/sqlite/query_sql.hpp"
#include "storage/sqlite/visible_rows.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace hako::sqlite {

/// How a list is answered.
struct Plan {
    enum class Shape : std::uint8_t {
        by_age,       ///< all rows, newest or oldest first: the table itself has that order
        index_order,  ///< an index holds all that filter and order need
        gather,       ///< every candidate row is looked at, matches are sorted afterwards
    };

    /// Where the rows are that exist for the caller.
    enum class Sight : std::uint8_t {
        all_rows,   ///< every row does
        tested,     ///< those that `visible` has; each row is looked up there
        by_reader,  ///< the ranges of `visible` are the candidates
    };

    Shape shape = Shape::gather;
    Sight sight = Sight::all_rows;
    std::shared_ptr<const VisibleRows> visible;  ///< null with all_rows
    /// Of a gather plan: the row keys that the filter leaves by `_id`. Empty: it says nothing of
    /// it.
    std::optional<std::vector<std::int64_t>> keys;
    std::shared_ptr<const IndexInfo> index;  ///< null: none is used
    /// Of an index_order plan whose order is ascending by the index's last property: within equal
    /// values the newest comes first, against the order of the index (tie_order.hpp).
    bool has_ties_against_order = false;
    /// Properties an index over which would make this query quick; empty when there is nothing to
    /// gain.
    std::vector<monaql::Path> wanted_index;
};

/// For the log.
std::string_view plan_name(Plan::Shape shape);

/// Chooses among the set's ready indexes, as if all rows existed for the caller: what exists is
/// decided where the rows are read (visible_plan.hpp).
Plan make_plan(const SetInfo& set, const ListQuery& query);

/// Which direction the rows' keys (ids) come in when `query` sorts by nothing but them; empty when
/// it sorts by something else.
std::optional<SortOrder> age_order(const ListQuery& query);

/// `SELECT <columns> FROM … WHERE … ORDER BY … LIMIT … OFFSET …` of a by_age or index_order plan.
Sql page_sql(const SetInfo& set, const ListQuery& query, const Plan& plan);

/// Adds ` WHERE …` with the query's conditions, visibility not among them.
void add_where(Sql& sql, const Source& source, const ListQuery& query);

/// `SELECT count(*) …` of the matching rows of an index_order plan.
Sql count_sql(const SetInfo& set, const ListQuery& query, const Plan& plan);

/// What a gather plan reads of its matches.
enum class Gathered : std::uint8_t {
    sort_keys,  ///< `s.seq` and the key of each property sorted by; NULL when that is the row's age
    id,         ///< `s.seq, s.id_tail`
    count,      ///< `count(*)`
};

/// `SELECT …` of all matching rows, in no order, of a gather plan: one statement, or one for each
/// range of what is visible, which have no row in common.
std::vector<Sql>
gather_sql(const SetInfo& set, const ListQuery& query, const Plan& plan, Gathered what);

/// The columns that a row is shown from, in the order of `read_row` (list_reader.cpp).
std::string_view row_columns(SetKind kind);

}  // namespace hako::sqlite
