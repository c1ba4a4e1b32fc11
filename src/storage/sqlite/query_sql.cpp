// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/query_sql.hpp"

#include "base/check.hpp"
#include "json/order_key.hpp"

#include <algorithm>
#include <span>

namespace hako::sqlite {
namespace {

using json::Rank;
using monaql::Comparison;
using monaql::Constant;
using monaql::Operator;

template <class... Cases>
struct Overloaded : Cases... {
    using Cases::operator()...;
};

/// The least key that is greater than every key of this type, and the least of the type, as
/// literals: an order operator matches values of the same type only.
struct TypeRange {
    std::string_view first;
    std::string_view after;
};

std::optional<TypeRange> type_range(const Constant& constant) {
    switch (static_cast<Rank>(constant.order_key.front())) {
        case Rank::boolean_false:
        case Rank::boolean_true:
            return TypeRange{"x'20'", "x'29'"};
        case Rank::number:
            return TypeRange{"x'30'", "x'31'"};
        case Rank::string:
            return TypeRange{"x'40'", "x'41'"};
        case Rank::null:
        case Rank::composite:
            return std::nullopt;
    }
    return std::nullopt;
}

void add_equality(
    Sql& sql,
    const Source& source,
    const monaql::Path& path,
    const Constant& constant
) {
    if (!constant.is_composite()) {
        add_property(sql, source, path);
        sql.add(" = ").bind(Sql::Blob{constant.order_key});
        return;
    }
    if (path.is_system()) {
        sql.add("0");  // No system property that can be queried is an array or an object.
        return;
    }
    sql.add("hako_equals(s.properties, ").bind(path.text()).add(", ");
    sql.bind(std::string_view(constant.equality_text)).add(")");
}

void add_order(Sql& sql, const Source& source, const Comparison& comparison) {
    const Constant& constant = comparison.values.front();
    const auto range = type_range(constant);
    if (!range) {
        sql.add("0");
        return;
    }
    const bool upwards = comparison.op == Operator::gt || comparison.op == Operator::ge;
    const bool or_equal = comparison.op == Operator::ge || comparison.op == Operator::le;
    sql.add("(");
    add_property(sql, source, comparison.path);
    sql.add(upwards ? " >" : " <").add(or_equal ? "= " : " ").bind(Sql::Blob{constant.order_key});
    sql.add(" AND ");
    add_property(sql, source, comparison.path);
    sql.add(upwards ? " < " : " >= ").add(upwards ? range->after : range->first).add(")");
}

void add_membership(Sql& sql, const Source& source, const Comparison& comparison) {
    std::vector<const Constant*> composites;
    bool first = true;
    sql.add("(");
    for (const Constant& constant : comparison.values) {
        if (constant.is_composite()) {
            composites.push_back(&constant);
            continue;
        }
        if (first) {
            add_property(sql, source, comparison.path);
        }
        sql.add(first ? " IN (" : ", ").bind(Sql::Blob{constant.order_key});
        first = false;
    }
    sql.add(first ? "0" : ")");
    for (const Constant* constant : composites) {
        sql.add(" OR ");
        add_equality(sql, source, comparison.path, *constant);
    }
    sql.add(")");
}

void add_comparison(Sql& sql, const Source& source, const Comparison& comparison) {
    switch (comparison.op) {
        case Operator::eq:
            add_equality(sql, source, comparison.path, comparison.values.front());
            return;
        case Operator::ne:
            sql.add("NOT (");
            add_equality(sql, source, comparison.path, comparison.values.front());
            sql.add(")");
            return;
        case Operator::gt:
        case Operator::ge:
        case Operator::lt:
        case Operator::le:
            add_order(sql, source, comparison);
            return;
        case Operator::in:
            add_membership(sql, source, comparison);
            return;
        case Operator::nin:
            sql.add("NOT ");
            add_membership(sql, source, comparison);
            return;
        case Operator::contains:
            if (comparison.path.is_system()) {
                sql.add("0");
                return;
            }
            sql.add("hako_contains(s.properties, ").bind(comparison.path.text()).add(", ");
            sql.bind(std::string_view(comparison.values.front().equality_text)).add(")");
            return;
    }
}

/// Terms are bracketed in halves: SQLite bounds the depth of an expression (1,000), and thousands
/// of terms side by side would be as deep as they are many.
void add_terms(
    Sql& sql,
    const Source& source,
    std::span<const monaql::Node> terms,
    std::string_view between
) {
    if (terms.size() == 1) {
        add_condition(sql, source, terms.front());
        return;
    }
    const std::size_t half = terms.size() / 2;
    sql.add("(");
    add_terms(sql, source, terms.first(half), between);
    sql.add(between);
    add_terms(sql, source, terms.subspan(half), between);
    sql.add(")");
}

void add_system_property(Sql& sql, const SetInfo& set, std::string_view name) {
    if (name == "_id") {
        sql.add(
            set.kind == SetKind::items ? "hako_id_key('i', s.seq, s.id_tail)"
                                       : "hako_id_key('u', s.seq, s.id_tail)"
        );
    } else if (name == "_createdAt") {
        sql.add("hako_number_key(s.created_at)");
    } else if (name == "_updatedAt") {
        sql.add("hako_number_key(s.updated_at)");
    } else if (name == "_ownerUserOid" && set.kind == SetKind::items) {
        sql.add("hako_owner_key(s.owner)");
    } else if (name == "_ownerDeviceOid" && set.kind == SetKind::items) {
        sql.add("hako_device_key(s.owner)");
    } else {
        check(name == "_username" && set.kind == SetKind::users, "a system property of the set");
        sql.add("hako_string_key(s.username)");
    }
}

bool compares_whole(const Comparison& comparison) {
    return comparison.op == Operator::contains ||
           std::any_of(comparison.values.begin(), comparison.values.end(), [](const Constant& c) {
               return c.is_composite();
           });
}

}  // namespace

Sql& Sql::add(std::string_view words) {
    text_ += words;
    return *this;
}

Sql& Sql::bind(Value value) {
    text_ += '?';
    values_.push_back(std::move(value));
    return *this;
}

void Sql::bind_to(Statement& statement) const {
    int index = 1;
    for (const Value& value : values_) {
        std::visit(
            Overloaded{
                [&](std::int64_t integer) { statement.bind(index, integer); },
                [&](std::string_view text) { statement.bind_text(index, text); },
                [&](const Blob& blob) { statement.bind_blob(index, blob.bytes); },
                [&](const std::string& text) { statement.bind_text(index, text); },
            },
            value
        );
        ++index;
    }
}

std::optional<std::size_t> index_column(const IndexInfo& index, const monaql::Path& path) {
    const auto& properties = index.index.properties;
    const auto found = std::find(properties.begin(), properties.end(), path);
    if (found == properties.end()) {
        return std::nullopt;
    }
    return static_cast<std::size_t>(found - properties.begin());
}

void add_property(Sql& sql, const Source& source, const monaql::Path& path) {
    if (source.index != nullptr) {
        if (const auto column = index_column(*source.index, path)) {
            sql.add("x.k").add(std::to_string(*column));
            return;
        }
    }
    if (path.is_system()) {
        add_system_property(sql, source.set, path.parts.front());
    } else {
        sql.add("hako_key(s.properties, ").bind(path.text()).add(")");
    }
}

void add_condition(Sql& sql, const Source& source, const monaql::Node& node) {
    std::visit(
        Overloaded{
            [&](const Comparison& comparison) { add_comparison(sql, source, comparison); },
            [&](const monaql::And& both) { add_terms(sql, source, both.terms, " AND "); },
            [&](const monaql::Or& either) { add_terms(sql, source, either.terms, " OR "); },
            [&](const monaql::Not& negated) {
                sql.add("NOT (");
                add_condition(sql, source, *negated.term);
                sql.add(")");
            },
        },
        node.kind
    );
}

bool is_covered(const monaql::Node& node, const IndexInfo& index) {
    const auto all_covered = [&](const std::vector<monaql::Node>& terms) {
        return std::all_of(terms.begin(), terms.end(), [&](const monaql::Node& term) {
            return is_covered(term, index);
        });
    };
    return std::visit(
        Overloaded{
            [&](const Comparison& comparison) {
                return index_column(index, comparison.path).has_value() &&
                       (!compares_whole(comparison) || comparison.path.is_system());
            },
            [&](const monaql::And& both) { return all_covered(both.terms); },
            [&](const monaql::Or& either) { return all_covered(either.terms); },
            [&](const monaql::Not& negated) { return is_covered(*negated.term, index); },
        },
        node.kind
    );
}

}  // namespace hako::sqlite
