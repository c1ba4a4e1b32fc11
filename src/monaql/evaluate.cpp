// SPDX-License-Identifier: Apache-2.0
#include "monaql/evaluate.hpp"

#include "base/check.hpp"
#include "json/document.hpp"
#include "json/number.hpp"
#include "json/order_key.hpp"

#include <algorithm>
#include <compare>
#include <string>

namespace hako::monaql {
namespace {

using Raw = std::optional<std::string_view>;

/// A JSON text read whole, with its root.
class Parsed {
public:
    explicit Parsed(std::string_view raw) {
        check(!document_.parse(raw), "a stored value that is not JSON");
    }

    [[nodiscard]] json::Value root() const {
        return document_.root();
    }

private:
    json::Document document_;
};

bool value_equals(json::Value value, const Constant& constant) {
    std::string text;
    json::append_equality_text(text, value);
    return text == constant.equality_text;
}

bool equals(const Raw& property, const Constant& constant) {
    if (!property) {
        return constant.is_null();
    }
    return value_equals(Parsed(*property).root(), constant);
}

/// How a value is ordered to another. Values of different types, nulls and composites are not.
/// This compares the values themselves, not their order keys, so that it can test those.
std::partial_ordering order(json::Value a, json::Value b) {
    if (!a.is(b.kind())) {
        return std::partial_ordering::unordered;
    }
    if (a.is(json::Kind::number)) {
        return json::compare_numbers(a.text(), b.text());
    }
    if (a.is(json::Kind::string)) {
        // The bytes of UTF-8 are ordered as its code points are.
        return a.string().compare(b.string()) <=> 0;
    }
    if (a.is(json::Kind::boolean)) {
        return a.boolean() <=> b.boolean();
    }
    return std::partial_ordering::unordered;
}

std::partial_ordering order(const Raw& property, const Constant& constant) {
    if (!property) {
        return std::partial_ordering::unordered;
    }
    return order(Parsed(*property).root(), Parsed(constant.raw).root());
}

bool contains(const Raw& property, const Constant& constant) {
    if (!property) {
        return false;
    }
    const Parsed parsed(*property);
    if (!parsed.root().is(json::Kind::array)) {
        return false;
    }
    // NOLINTNEXTLINE(readability-use-anyofallof): elements() has no iterators that ranges take.
    for (const json::Value element : parsed.root().elements()) {
        if (value_equals(element, constant)) {
            return true;
        }
    }
    return false;
}

bool in(const Raw& property, const std::vector<Constant>& values) {
    return std::any_of(values.begin(), values.end(), [&property](const Constant& value) {
        return equals(property, value);
    });
}

bool holds(const Comparison& comparison, const PropertySource& source) {
    const Raw property = source(comparison.path);
    const std::vector<Constant>& values = comparison.values;
    switch (comparison.op) {
        case Operator::eq:
        case Operator::in:
            return in(property, values);
        case Operator::ne:
        case Operator::nin:
            return !in(property, values);
        case Operator::gt:
            return std::is_gt(order(property, values.front()));
        case Operator::ge:
            return std::is_gteq(order(property, values.front()));
        case Operator::lt:
            return std::is_lt(order(property, values.front()));
        case Operator::le:
            return std::is_lteq(order(property, values.front()));
        case Operator::contains:
            break;
    }
    return contains(property, values.front());
}

bool holds(const And& conjunction, const PropertySource& source) {
    return std::all_of(
        conjunction.terms.begin(),
        conjunction.terms.end(),
        [&source](const Node& term) { return matches(term, source); }
    );
}

bool holds(const Or& disjunction, const PropertySource& source) {
    return std::any_of(
        disjunction.terms.begin(),
        disjunction.terms.end(),
        [&source](const Node& term) { return matches(term, source); }
    );
}

bool holds(const Not& negation, const PropertySource& source) {
    return !matches(*negation.term, source);
}

}  // namespace

bool matches(const Node& query, const PropertySource& property) {
    return std::visit([&property](const auto& kind) { return holds(kind, property); }, query.kind);
}

}  // namespace hako::monaql
