// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "domain/list_query.hpp"
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/planner.hpp"

#include <cstdint>

namespace hako::sqlite {

/// Below so many entries of its readers a caller's list is gathered from them, whatever indexes
/// there are: no index is asked, so nothing that others have moves the answer's time.
inline constexpr std::int64_t kVisibleRowsFew = 1'000;

/// `plan` confined to what exists for the caller, on the state that the connection reads: as it is
/// when that is every row; the readers' ranges in their order for a list by age; else whichever of
/// the readers' ranges and the plan's range of its index is smaller (at most about twice the
/// smaller is looked at to find out).
Result<Plan>
confined_plan(Connection& connection, const SetInfo& set, const ListQuery& query, Plan plan);

/// How many rows the caller of a confined plan may read, whatever the filter.
Result<std::int64_t>
readable_row_count(Connection& connection, const SetInfo& set, const Plan& plan);

}  // namespace hako::sqlite
