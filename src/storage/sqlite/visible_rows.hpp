// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/list_query.hpp"
#include "storage/sqlite/catalog.hpp"
#include "storage/sqlite/query_sql.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hako::sqlite {

/// What a caller of the app API may see of a collection, as ranges of its readers' table
/// (reader_entries.hpp). What is bound views this object.
class VisibleRows {
public:
    explicit VisibleRows(const Visibility& visibility);

    /// How many ranges there are; the first is everyone's. No row stands in two of them.
    [[nodiscard]] std::size_t ranges() const {
        return ranges_.size();
    }

    /// Adds ` FROM readers_N AS v`.
    void add_from(Sql& sql, const SetInfo& set) const;

    /// Adds the condition for the rows `v` that are of one range: an expression.
    void add_range(Sql& sql, const SetInfo& set, std::size_t range) const;

    /// The same without what makes the ranges disjoint: how much there is to look through at most.
    void add_whole_range(Sql& sql, std::size_t range) const;

    /// Adds the condition that the row whose key is the expression `seq` (our own words) is in one
    /// of the ranges.
    void add_condition(Sql& sql, const SetInfo& set, std::string_view seq) const;

private:
    struct Range {
        std::string reader;      ///< empty: everyone
        std::string but_not_of;  ///< rows that this reader has, too, are left out; empty: none are
    };

    /// `{row}.reader = …`, and that the entry has all rights that are needed.
    void add_reader(Sql& sql, std::string_view row, const std::string& reader) const;

    std::vector<Range> ranges_;
    const bool needs_write_;
};

}  // namespace hako::sqlite
