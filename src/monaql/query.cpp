// SPDX-License-Identifier: Apache-2.0
#include "monaql/query.hpp"

#include "json/order_key.hpp"

#include <type_traits>

namespace hako::monaql {
namespace {

bool has_rank(const Constant& constant, json::Rank rank) {
    return static_cast<std::uint8_t>(constant.order_key.front()) == static_cast<std::uint8_t>(rank);
}

bool same(const Comparison& a, const Comparison& b) {
    return a == b;
}

bool same(const And& a, const And& b) {
    return a.terms == b.terms;
}

bool same(const Or& a, const Or& b) {
    return a.terms == b.terms;
}

bool same(const Not& a, const Not& b) {
    return *a.term == *b.term;
}

}  // namespace

std::string Path::text() const {
    std::string out = parts.front();
    for (std::size_t i = 1; i < parts.size(); ++i) {
        out += '.';
        out += parts[i];
    }
    return out;
}

bool Constant::is_null() const {
    return has_rank(*this, json::Rank::null);
}

bool Constant::is_composite() const {
    return has_rank(*this, json::Rank::composite);
}

bool operator==(const Node& a, const Node& b) {
    return a.kind.index() == b.kind.index() &&
           std::visit(
               [&b](const auto& kind) {
                   return same(kind, std::get<std::remove_cvref_t<decltype(kind)>>(b.kind));
               },
               a.kind
           );
}

}  // namespace hako::monaql
