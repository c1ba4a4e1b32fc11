// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <variant>
#include <vector>

namespace hako::monaql {

/// Where a property is: `a` is one part, `a.b` two. A first part that starts with `_` is a system
/// property, and then the only part.
struct Path {
    std::vector<std::string> parts;

    [[nodiscard]] bool is_system() const {
        return parts.front().front() == '_';
    }

    /// `a.b`
    [[nodiscard]] std::string text() const;

    bool operator==(const Path&) const = default;
};

/// A value to compare with: a literal of the query or a bound parameter.
struct Constant {
    std::string order_key;      ///< json/order_key.hpp; its first byte is the json::Rank
    std::string equality_text;  ///< json::append_equality_text
    std::string raw;            ///< canonical JSON text

    [[nodiscard]] bool is_null() const;

    /// Whether it is an array or object: such compare whole, by `equality_text`.
    [[nodiscard]] bool is_composite() const;

    bool operator==(const Constant&) const = default;
};

enum class Operator : std::uint8_t { eq, ne, gt, ge, lt, le, in, nin, contains };

struct Node;

/// `path op values`: `in` and `nin` have any number of values, the others one.
struct Comparison {
    Path path;
    Operator op;
    std::vector<Constant> values;

    bool operator==(const Comparison&) const = default;
};

struct And {
    std::vector<Node> terms;  ///< at least two
};

struct Or {
    std::vector<Node> terms;  ///< at least two
};

struct Not {
    std::unique_ptr<Node> term;
};

/// A part of a parsed query. `And` in `And` and `Or` in `Or` are flattened, groups are gone.
struct Node {
    std::variant<Comparison, And, Or, Not> kind;
};

/// Whether two trees are the same: paths, operators, order, and every constant's text.
bool operator==(const Node& a, const Node& b);

/// A whole query: the tree, or nothing, which matches everything.
using Query = std::unique_ptr<const Node>;

/// The query in MonaQL again, with every bound value written in: parsing it gives an equal tree,
/// as long as it keeps to the limits of a query and no value is or holds an object (objects have no
/// literal and are shown as JSON).
std::string print(const Node& node);

}  // namespace hako::monaql
