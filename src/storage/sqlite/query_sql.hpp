// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monaql/query.hpp"
#include "storage/sqlite/catalog.hpp"
#include "storage/sqlite/connection.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace hako::sqlite {

/// SQL text and the values for its parameters. The text is made of our own words only: every name
/// and value of a caller is bound. What is bound is viewed and must outlive the statement's run.
class Sql {
public:
    struct Blob {
        std::string_view bytes;
    };

    using Value = std::variant<std::int64_t, std::string_view, Blob, std::string>;

    /// Adds words of ours.
    Sql& add(std::string_view words);

    /// Adds a parameter and its value.
    Sql& bind(Value value);

    [[nodiscard]] const std::string& text() const {
        return text_;
    }

    /// Binds all values to the statement prepared from `text()`.
    void bind_to(Statement& statement) const;

private:
    std::string text_;
    std::vector<Value> values_;
};

/// Where an expression finds properties: rows of the set's table as `s`, and entries of an index as
/// `x`, or one of both.
struct Source {
    const SetInfo& set;
    const IndexInfo* index = nullptr;  ///< null: none is read
};

/// The position of a path among an index's properties; empty when it is not one of them.
std::optional<std::size_t> index_column(const IndexInfo& index, const monaql::Path& path);

/// Adds the expression that gives a property's order key: an index's column where there is one,
/// else computed from the row.
void add_property(Sql& sql, const Source& source, const monaql::Path& path);

/// Adds the condition that is true exactly for the rows that match. Never NULL.
void add_condition(Sql& sql, const Source& source, const monaql::Node& node);

/// Whether the condition can be computed from the index's columns alone.
bool is_covered(const monaql::Node& node, const IndexInfo& index);

}  // namespace hako::sqlite
