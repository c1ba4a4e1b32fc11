// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/list_query.hpp"
#include "storage/sqlite/catalog.hpp"
#include "storage/sqlite/query_sql.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace hako::sqlite {

/// What the top-level AND of a filter fixes, as far as an index can use it. Views the filter.
struct Restrictions {
    std::vector<const monaql::Path*> equal;
    std::vector<const monaql::Path*> ranged;
};

Restrictions restrictions_of(const monaql::Query& filter);

bool holds(const std::vector<const monaql::Path*>& paths, const monaql::Path& path);

/// The row keys of all possible matches, if the filter names ids; what is no id is the id of no
/// row. Empty: it names none.
std::optional<std::vector<std::int64_t>> keys_of(const monaql::Query& filter, char id_letter);

/// Adds ` WHERE …` with what the filter says of the leading properties of an index: what a plan
/// that gathers from it looks through. False when it says nothing of them, and then nothing is
/// added.
bool add_index_range(
    Sql& sql,
    const SetInfo& set,
    const monaql::Query& filter,
    const IndexInfo& index
);

}  // namespace hako::sqlite
