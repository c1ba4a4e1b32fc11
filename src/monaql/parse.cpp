// SPDX-License-Identifier: Apache-2.0
// The grammar, loosest first:
//
//     query       = [ disjunction ]
//     disjunction = conjunction { "||" conjunction }
//     conjunction = term { "&&" term }
//     term        = comparison | [ "!" ] "(" disjunction ")"
//     comparison  = path ( "IN" | "NIN" ) array | path operator value

#include "monaql/parse.hpp"

#include "base/limits.hpp"
#include "base/nearest_name.hpp"
#include "monaql/bindings.hpp"
#include "monaql/cursor.hpp"
#include "monaql/values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

namespace hako::monaql {
namespace {

using SystemProperties = std::span<const std::string_view>;

Path split(std::string_view text) {
    Path path;
    while (true) {
        const std::size_t dot = text.find('.');
        path.parts.emplace_back(text.substr(0, dot));
        if (dot == std::string_view::npos) {
            return path;
        }
        text.remove_prefix(dot + 1);
    }
}

bool is_known(std::string_view name, SystemProperties known) {
    return std::find(known.begin(), known.end(), name) != known.end();
}

/// `word` is upper case.
bool equals_in_any_case(std::string_view text, std::string_view word) {
    return std::equal(text.begin(), text.end(), word.begin(), word.end(), [](char a, char b) {
        return (a >= 'a' && a <= 'z' ? a - 'a' + 'A' : a) == b;
    });
}

constexpr std::array<std::pair<std::string_view, Operator>, 3> kWordOperators{{
    {"IN", Operator::in},
    {"NIN", Operator::nin},
    {"CONTAINS", Operator::contains},
}};

constexpr std::array<std::pair<TokenKind, Operator>, 6> kSymbolOperators{{
    {TokenKind::eq, Operator::eq},
    {TokenKind::ne, Operator::ne},
    {TokenKind::gt, Operator::gt},
    {TokenKind::ge, Operator::ge},
    {TokenKind::lt, Operator::lt},
    {TokenKind::le, Operator::le},
}};

std::optional<Operator> operator_of(const Token& token) {
    for (const auto& [kind, operation] : kSymbolOperators) {
        if (token.kind == kind) {
            return operation;
        }
    }
    for (const auto& [word, operation] : kWordOperators) {
        if (equals_in_any_case(token.text, word)) {
            return operation;
        }
    }
    return std::nullopt;
}

/// Joins terms by `&&` (List is And) or `||` (Or), flattening a term that is such a list itself.
template <class List>
class Joined {
public:
    void add(Node node) {
        if (!std::holds_alternative<List>(node.kind)) {
            terms_.push_back(std::move(node));
            return;
        }
        std::vector<Node>& inner = std::get<List>(node.kind).terms;
        if (terms_.empty()) {
            // Groups nested on the left would else move all their terms once for each level.
            terms_ = std::move(inner);
            return;
        }
        terms_.insert(
            terms_.end(),
            std::make_move_iterator(inner.begin()),
            std::make_move_iterator(inner.end())
        );
    }

    Node take() {
        return terms_.size() == 1 ? std::move(terms_.front()) : Node{List{std::move(terms_)}};
    }

private:
    std::vector<Node> terms_;
};

class Parser {
public:
    Parser(std::string_view text, Bindings bindings, SystemProperties known, std::string_view name)
        : known_(known), bindings_(bindings), cursor_(text, name), values_(cursor_, bindings_) {}

    Parser(const Parser&) = delete;
    Parser& operator=(const Parser&) = delete;

    Result<Query> query() {
        Query query;
        if (!cursor_.at(TokenKind::end)) {
            HAKO_TRY_ASSIGN(Node node, disjunction());
            HAKO_TRY(cursor_.require(TokenKind::end, "\"&&\", \"||\" or the end of the query"));
            query = std::make_unique<const Node>(std::move(node));
        }
        HAKO_TRY(bindings_.finish());
        return query;
    }

private:
    Result<Node> disjunction() {
        Joined<Or> terms;
        do {
            HAKO_TRY_ASSIGN(Node term, conjunction());
            terms.add(std::move(term));
        } while (cursor_.take(TokenKind::disjunction));
        return terms.take();
    }

    Result<Node> conjunction() {
        Joined<And> terms;
        do {
            HAKO_TRY_ASSIGN(Node node, term());
            terms.add(std::move(node));
        } while (cursor_.take(TokenKind::conjunction));
        return terms.take();
    }

    Result<Node> term() {
        if (cursor_.take(TokenKind::negation)) {
            if (!cursor_.at(TokenKind::open_group)) {
                return cursor_.expected("\"(\"");
            }
            HAKO_TRY_ASSIGN(Node inner, group());
            return Node{Not{std::make_unique<Node>(std::move(inner))}};
        }
        return cursor_.at(TokenKind::open_group) ? group() : comparison();
    }

    Result<Node> group() {
        HAKO_TRY(cursor_.enter());
        cursor_.advance();
        HAKO_TRY_ASSIGN(Node inner, disjunction());
        HAKO_TRY(cursor_.require(TokenKind::close_group, "\"&&\", \"||\" or \")\""));
        cursor_.leave();
        return inner;
    }

    Result<Node> comparison() {
        HAKO_TRY_ASSIGN(Path where, path());
        const std::optional<Operator> operation = operator_of(cursor_.token());
        if (!operation) {
            return cursor_.expected("an operator");
        }
        cursor_.advance();
        Comparison result{.path = std::move(where), .op = *operation, .values = {}};
        if (operation == Operator::in || operation == Operator::nin) {
            HAKO_TRY_ASSIGN(result.values, values_.list());
        } else {
            HAKO_TRY_ASSIGN(Constant value, values_.constant());
            result.values.push_back(std::move(value));
        }
        return Node{std::move(result)};
    }

    Result<Path> path() {
        if (!cursor_.at(TokenKind::word)) {
            return cursor_.expected("a property name or a group");
        }
        Path path = split(cursor_.token().text);
        if (path.parts.size() > limits::kPathPartsMax) {
            return cursor_.refuse(
                "The property", fmt::format(" has more than {} names.", limits::kPathPartsMax)
            );
        }
        const std::string& first = path.parts.front();
        if (path.is_system() && !is_known(first, known_)) {
            return unknown_system_property(first);
        }
        if (path.is_system() && path.parts.size() > 1) {
            return cursor_.refuse(
                fmt::format("The system property \"{}\"", first), " has no properties inside."
            );
        }
        cursor_.advance();
        return path;
    }

    [[nodiscard]] Error unknown_system_property(std::string_view name) const {
        std::string rest = ".";
        if (const auto nearest = nearest_name(name, known_)) {
            rest += fmt::format(" Did you mean \"{}\"?", *nearest);
        }
        return cursor_.refuse(fmt::format("Unknown system property \"{}\"", name), rest);
    }

    SystemProperties known_;
    Bindings bindings_;
    Cursor cursor_;
    ValueReader values_;
};

}  // namespace

Result<Query> parse(
    std::string_view text,
    std::optional<json::Value> bind,
    std::span<const std::string_view> system_properties,
    const ParameterNames& names
) {
    if (text.size() > limits::kQueryBytesMax) {
        return Error::invalid_param(
            names.query, fmt::format("The query is longer than {} bytes.", limits::kQueryBytesMax)
        );
    }
    HAKO_TRY_ASSIGN(Bindings bindings, Bindings::create(bind, names.bind));
    return Parser(text, bindings, system_properties, names.query).query();
}

std::optional<Path>
parse_path(std::string_view text, std::span<const std::string_view> system_properties) {
    if (text.size() > limits::kQueryBytesMax || path_end(text, 0) != text.size() || text.empty()) {
        return std::nullopt;
    }
    Path path = split(text);
    const bool too_long = path.parts.size() > limits::kPathPartsMax;
    if (too_long || (path.is_system() && !is_known(text, system_properties))) {
        return std::nullopt;
    }
    return path;
}

}  // namespace hako::monaql
