// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/planner.hpp"

#include "base/limits.hpp"
#include "storage/sqlite/filter_bounds.hpp"

#include <algorithm>

namespace hako::sqlite {
namespace {

/// Up to here passing over whole rows is quicker than joining an index with them.
constexpr std::int64_t kShallowOffsetMax = 200;

using monaql::Path;

struct Use {
    int score = 0;
    bool in_order = false;
    bool ends_in_sorting = false;  ///< the sorted property is the last one, and not a fixed one
};

/// How far an index serves: its leading properties that are fixed, then one that is ranged or
/// sorted by.
Use use_of(const IndexInfo& index, const Restrictions& restrictions, const ListQuery& query) {
    constexpr int kPerEqual = 10;
    constexpr int kRanged = 5;
    constexpr int kSorted = 3;
    const auto& properties = index.index.properties;
    std::size_t fixed = 0;
    while (fixed < properties.size() && holds(restrictions.equal, properties[fixed])) {
        ++fixed;
    }
    Use use;
    use.score = static_cast<int>(fixed) * kPerEqual;
    const bool by_age = age_order(query).has_value();
    const bool by_one_property = !by_age && query.then_by.empty();
    if (fixed == properties.size()) {
        use.in_order =
            by_age || (by_one_property && holds(restrictions.equal, query.sorting->property));
    } else {
        if (holds(restrictions.ranged, properties[fixed])) {
            use.score += kRanged;
        }
        if (by_one_property && properties[fixed] == query.sorting->property) {
            use.in_order = fixed + 1 == properties.size();
            use.ends_in_sorting = use.in_order;
            use.score += kSorted;
        }
    }
    return use;
}

void add_wanted(std::vector<Path>& wanted, const Path& path) {
    const bool indexable = path != Path{{"_id"}} && path != Path{{"_ownerDeviceOid"}};
    if (indexable && wanted.size() < limits::kIndexPropertiesMax &&
        std::find(wanted.begin(), wanted.end(), path) == wanted.end()) {
        wanted.push_back(path);
    }
}

std::vector<Path> wanted_index(const Restrictions& restrictions, const ListQuery& query) {
    std::vector<Path> wanted;
    // One place stays free for what is sorted by or ranged over.
    for (const Path* path : restrictions.equal) {
        if (wanted.size() + 1 < limits::kIndexPropertiesMax) {
            add_wanted(wanted, *path);
        }
    }
    if (!age_order(query) && query.then_by.empty()) {
        add_wanted(wanted, query.sorting->property);
    } else if (!restrictions.ranged.empty()) {
        add_wanted(wanted, *restrictions.ranged.front());
    }
    return wanted;
}

void add_order(Sql& sql, const ListQuery& query, const Source& source) {
    const std::string_view row = source.index != nullptr ? "x" : "s";
    const auto age = age_order(query);
    sql.add(" ORDER BY ");
    if (!age) {
        add_property(sql, source, query.sorting->property);
        sql.add(query.sorting->order == SortOrder::desc ? " DESC, " : " ASC, ");
    }
    sql.add(row).add(age == SortOrder::asc ? ".seq ASC" : ".seq DESC");
}

/// Adds the visible rows of a page by age: the ranges are merged, and read no further than the page
/// needs.
void add_visible_page(
    Sql& sql,
    const SetInfo& set,
    const ListQuery& query,
    const VisibleRows& visible
) {
    for (std::size_t range = 0; range < visible.ranges(); ++range) {
        sql.add(range == 0 ? "(" : " UNION ALL ").add("SELECT v.seq AS q");
        visible.add_from(sql, set);
        sql.add(" WHERE ");
        visible.add_range(sql, set, range);
    }
    sql.add(age_order(query) == SortOrder::asc ? " ORDER BY q" : " ORDER BY q DESC");
    sql.add(" LIMIT ").bind(query.page.limit).add(" OFFSET ").bind(query.page.offset);
    sql.add(") CROSS JOIN ").add(set.table).add(" AS s WHERE s.seq = q");
}

/// Adds what a gather plan reads of each match.
void add_gathered(Sql& sql, const Source& source, const ListQuery& query, Gathered what) {
    if (what == Gathered::count) {
        sql.add("SELECT count(*)");
        return;
    }
    sql.add("SELECT s.seq, ");
    if (what == Gathered::id) {
        sql.add("s.id_tail");
    } else if (age_order(query)) {
        sql.add("NULL");
    } else {
        add_property(sql, source, query.sorting->property);
        for (const Sorting& next : query.then_by) {
            sql.add(", ");
            add_property(sql, source, next.property);
        }
    }
}

/// Adds the rows and conditions of a gather plan, from ` FROM` on, unless it is by_reader.
void add_candidates(Sql& sql, const SetInfo& set, const ListQuery& query, const Plan& plan) {
    const Source source{set, plan.index.get()};
    sql.add(" FROM ");
    if (plan.index) {
        sql.add(plan.index->table)
            .add(" AS x CROSS JOIN ")
            .add(set.table)
            .add(" AS s ON s.seq = x.seq");
    } else {
        sql.add(set.table).add(" AS s");
    }
    add_where(sql, source, query);
    if (plan.keys) {
        sql.add(" AND s.seq IN (");
        for (std::size_t i = 0; i < plan.keys->size(); ++i) {
            sql.add(i == 0 ? "" : ", ").bind((*plan.keys)[i]);
        }
        sql.add(")");
    }
    if (plan.sight == Plan::Sight::tested) {
        sql.add(" AND ");
        plan.visible->add_condition(sql, set, "s.seq");
    }
}

}  // namespace

void add_where(Sql& sql, const Source& source, const ListQuery& query) {
    sql.add(" WHERE ");
    if (query.filter) {
        add_condition(sql, source, *query.filter);
    } else {
        sql.add("1");
    }
    if (query.name_part) {
        sql.add(" AND (instr(s.username_key, ").bind(std::string_view(*query.name_part));
        sql.add(") > 0 OR instr(hako_id_text('u', s.seq, s.id_tail), ");
        sql.bind(std::string_view(*query.name_part)).add(") > 0)");
    }
}

std::optional<SortOrder> age_order(const ListQuery& query) {
    if (!query.sorting) {
        return SortOrder::desc;
    }
    if (query.sorting->property.parts.front() == "_id") {
        return query.sorting->order;
    }
    return std::nullopt;
}

std::string_view plan_name(Plan::Shape shape) {
    switch (shape) {
        case Plan::Shape::by_age:
            return "by_age";
        case Plan::Shape::index_order:
            return "index_order";
        case Plan::Shape::gather:
            return "gather";
    }
    return "";
}

Plan make_plan(const SetInfo& set, const ListQuery& query) {
    Plan plan;
    const bool filtered = query.filter || query.name_part;
    if (!filtered && age_order(query)) {
        plan.shape = Plan::Shape::by_age;
        return plan;
    }
    plan.keys = keys_of(query.filter, set.id_letter());
    if (plan.keys) {
        return plan;
    }
    const Restrictions restrictions = restrictions_of(query.filter);
    Use best;
    for (const auto& index : set.indexes) {
        if (index->index.state != collections::IndexState::ready) {
            continue;
        }
        const Use use = use_of(*index, restrictions, query);
        const bool whole = use.in_order && !query.name_part &&
                           (!query.filter || is_covered(*query.filter, *index));
        const bool better = whole
                                ? plan.shape != Plan::Shape::index_order || use.score > best.score
                                : plan.shape != Plan::Shape::index_order && use.score > best.score;
        if (better && use.score > 0) {
            best = use;
            plan.index = index;
            plan.shape = whole ? Plan::Shape::index_order : Plan::Shape::gather;
            plan.has_ties_against_order =
                whole && use.ends_in_sorting && query.sorting->order == SortOrder::asc;
        }
    }
    if (plan.shape == Plan::Shape::gather) {
        auto wanted = wanted_index(restrictions, query);
        if (!wanted.empty() && set.find_index(wanted) == nullptr) {
            plan.wanted_index = std::move(wanted);
        }
    }
    return plan;
}

Sql page_sql(const SetInfo& set, const ListQuery& query, const Plan& plan) {
    Sql sql;
    sql.add("SELECT ").add(row_columns(set.kind)).add(" FROM ");
    if (plan.sight == Plan::Sight::by_reader) {
        add_visible_page(sql, set, query, *plan.visible);
        return sql;
    }
    if (plan.shape == Plan::Shape::by_age && query.page.offset > kShallowOffsetMax) {
        const bool oldest_first = age_order(query) == SortOrder::asc;
        sql.add("(SELECT seq AS q FROM ").add(set.table).add(" INDEXED BY ");
        sql.add(by_age_index(set.table)).add(oldest_first ? " ORDER BY seq" : " ORDER BY seq DESC");
        sql.add(" LIMIT ").bind(query.page.limit).add(" OFFSET ").bind(query.page.offset);
        sql.add(") CROSS JOIN ").add(set.table).add(" AS s WHERE s.seq = q");
        return sql;
    }
    if (plan.shape == Plan::Shape::by_age) {
        sql.add(set.table).add(" AS s");
        add_order(sql, query, Source{set});
        sql.add(" LIMIT ").bind(query.page.limit).add(" OFFSET ").bind(query.page.offset);
        return sql;
    }
    // The page is cut from the index before rows are looked up. The inner query is run as a
    // co-routine of the outer one, which keeps its order (corpus test).
    const Source source{set, plan.index.get()};
    sql.add("(SELECT x.seq AS q FROM ").add(plan.index->table).add(" AS x");
    add_where(sql, source, query);
    add_order(sql, query, source);
    sql.add(" LIMIT ").bind(query.page.limit).add(" OFFSET ").bind(query.page.offset);
    sql.add(") CROSS JOIN ").add(set.table).add(" AS s WHERE s.seq = q");
    return sql;
}

Sql count_sql(const SetInfo& set, const ListQuery& query, const Plan& plan) {
    Sql sql;
    sql.add("SELECT count(*) FROM ").add(plan.index->table).add(" AS x");
    add_where(sql, Source{set, plan.index.get()}, query);
    return sql;
}

std::vector<Sql>
gather_sql(const SetInfo& set, const ListQuery& query, const Plan& plan, Gathered what) {
    const bool by_reader = plan.sight == Plan::Sight::by_reader;
    const Source source{set, by_reader ? nullptr : plan.index.get()};
    std::vector<Sql> statements(by_reader ? plan.visible->ranges() : 1);
    for (std::size_t range = 0; range < statements.size(); ++range) {
        Sql& sql = statements[range];
        add_gathered(sql, source, query, what);
        if (!by_reader) {
            add_candidates(sql, set, query, plan);
            continue;
        }
        plan.visible->add_from(sql, set);
        sql.add(" CROSS JOIN ").add(set.table).add(" AS s ON s.seq = v.seq");
        add_where(sql, source, query);
        sql.add(" AND ");
        plan.visible->add_range(sql, set, range);
    }
    return statements;
}

std::string_view row_columns(SetKind kind) {
    return kind == SetKind::items
               ? "s.seq, s.id_tail, s.created_at, s.updated_at, s.properties, s.owner, s.permission"
               : "s.seq, s.id_tail, s.created_at, s.updated_at, s.properties, s.username";
}

}  // namespace hako::sqlite
