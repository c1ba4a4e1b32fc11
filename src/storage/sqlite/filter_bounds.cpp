// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/filter_bounds.hpp"

#include "storage/sqlite/record_id.hpp"

#include <algorithm>

namespace hako::sqlite {
namespace {

using monaql::Comparison;
using monaql::Operator;
using monaql::Path;

void collect(const Comparison& comparison, Restrictions& restrictions) {
    switch (comparison.op) {
        case Operator::eq:
            // An index holds only the rank of arrays and objects: equal ones are a range, not one
            // key.
            if (!comparison.values.front().is_composite()) {
                restrictions.equal.push_back(&comparison.path);
            }
            return;
        case Operator::gt:
        case Operator::ge:
        case Operator::lt:
        case Operator::le:
        case Operator::in:
            restrictions.ranged.push_back(&comparison.path);
            return;
        case Operator::ne:
        case Operator::nin:
        case Operator::contains:
            return;
    }
}

/// The comparisons that all hold for every match.
std::vector<const monaql::Node*> conjuncts_of(const monaql::Query& filter) {
    std::vector<const monaql::Node*> conjuncts;
    const auto add = [&](const monaql::Node& node) {
        if (std::holds_alternative<Comparison>(node.kind)) {
            conjuncts.push_back(&node);
        }
    };
    if (!filter) {
        return conjuncts;
    }
    add(*filter);
    if (const auto* both = std::get_if<monaql::And>(&filter->kind)) {
        std::for_each(both->terms.begin(), both->terms.end(), add);
    }
    return conjuncts;
}

/// The row keys of the ids that a comparison allows. What is no id is the id of no row.
std::vector<std::int64_t> keys_in(const Comparison& comparison, char id_letter) {
    std::vector<std::int64_t> keys;
    for (const monaql::Constant& constant : comparison.values) {
        // Strings have one spelling there: quotes, and an id as it is.
        const std::string_view text = constant.equality_text;
        const bool is_text = text.size() > 3 && text.front() == '"' && text[1] == id_letter;
        const auto uuid = is_text ? Uuid::parse(text.substr(2, text.size() - 3)) : std::nullopt;
        if (uuid) {
            keys.push_back(RecordId::of(*uuid).seq);
        }
    }
    return keys;
}

}  // namespace

bool holds(const std::vector<const Path*>& paths, const Path& path) {
    return std::any_of(paths.begin(), paths.end(), [&](const Path* p) { return *p == path; });
}

Restrictions restrictions_of(const monaql::Query& filter) {
    Restrictions restrictions;
    for (const monaql::Node* term : conjuncts_of(filter)) {
        collect(std::get<Comparison>(term->kind), restrictions);
    }
    return restrictions;
}

std::optional<std::vector<std::int64_t>> keys_of(const monaql::Query& filter, char id_letter) {
    for (const monaql::Node* term : conjuncts_of(filter)) {
        const auto& comparison = std::get<Comparison>(term->kind);
        const bool is_list = comparison.op == Operator::eq || comparison.op == Operator::in;
        if (is_list && comparison.path.parts.front() == "_id") {
            return keys_in(comparison, id_letter);
        }
    }
    return std::nullopt;
}

bool add_index_range(
    Sql& sql,
    const SetInfo& set,
    const monaql::Query& filter,
    const IndexInfo& index
) {
    const Restrictions restrictions = restrictions_of(filter);
    const auto& properties = index.index.properties;
    std::size_t leading = 0;
    while (leading < properties.size() && holds(restrictions.equal, properties[leading])) {
        ++leading;
    }
    // One more may be bounded.
    leading = std::min(leading + 1, properties.size());
    bool has_any = false;
    for (const monaql::Node* term : conjuncts_of(filter)) {
        const Path& path = std::get<Comparison>(term->kind).path;
        const auto column = index_column(index, path);
        const bool bounds = holds(restrictions.equal, path) || holds(restrictions.ranged, path);
        if (column && *column < leading && bounds && is_covered(*term, index)) {
            sql.add(has_any ? " AND " : " WHERE ");
            add_condition(sql, Source{set, &index}, *term);
            has_any = true;
        }
    }
    return has_any;
}

}  // namespace hako::sqlite
