// SPDX-License-Identifier: Apache-2.0
#include "monaql/query.hpp"

#include <array>
#include <string_view>

namespace hako::monaql {
namespace {

/// In the order of Operator, with the spaces around.
constexpr std::array<std::string_view, 9>
    kOperators{" == ", " != ", " > ", " >= ", " < ", " <= ", " IN ", " NIN ", " CONTAINS "};

void append(std::string& out, const Node& node);

void append(std::string& out, const Comparison& comparison) {
    out += comparison.path.text();
    out += kOperators.at(static_cast<std::size_t>(comparison.op));
    if (comparison.op != Operator::in && comparison.op != Operator::nin) {
        out += comparison.values.front().raw;
        return;
    }
    out += '[';
    std::string_view before;
    for (const Constant& value : comparison.values) {
        out += before;
        out += value.raw;
        before = ",";
    }
    out += ']';
}

void append(std::string& out, const And& conjunction) {
    std::string_view before;
    for (const Node& term : conjunction.terms) {
        const bool group = std::holds_alternative<Or>(term.kind);
        out += before;
        out += group ? "(" : "";
        append(out, term);
        out += group ? ")" : "";
        before = " && ";
    }
}

void append(std::string& out, const Or& disjunction) {
    std::string_view before;
    for (const Node& term : disjunction.terms) {
        out += before;
        append(out, term);
        before = " || ";
    }
}

void append(std::string& out, const Not& negation) {
    out += "!(";
    append(out, *negation.term);
    out += ')';
}

void append(std::string& out, const Node& node) {
    std::visit([&out](const auto& kind) { append(out, kind); }, node.kind);
}

}  // namespace

std::string print(const Node& node) {
    std::string out;
    append(out, node);
    return out;
}

}  // namespace hako::monaql
