// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/ids.hpp"
#include "base/result.hpp"
#include "domain/list_query.hpp"
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/planner.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace hako::sqlite {

/// Which parts of a list are wanted.
enum class Wanted : std::uint8_t { page_and_total, total };

/// Answers a list or count by its plan, confined to what exists for the caller, on one connection,
/// whose snapshot makes all parts see one state. Stops with `unavailable` when the connection's
/// deadline passes.
Result<ListPage> read_list(
    Connection& connection,
    const SetInfo& set,
    const ListQuery& query,
    const Plan& plan,
    Wanted wanted
);

/// The ids of all matches, in no order.
Result<std::vector<ItemId>>
read_matching(Connection& connection, const SetInfo& set, const ListQuery& query, const Plan& plan);

/// How many rows a set has: kept by the writer, read in the same state as everything else.
Result<std::int64_t> row_count(Connection& connection, const SetInfo& set);

/// The names of the top-level properties of the newest rows, sorted, each once.
Result<std::vector<std::string>>
read_property_names(Connection& connection, const SetInfo& set, std::size_t newest);

}  // namespace hako::sqlite
