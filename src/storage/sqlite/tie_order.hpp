// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "domain/list_query.hpp"
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/planner.hpp"

#include <cstdint>
#include <vector>

namespace hako::sqlite {

/// The row keys of a page in ascending order of a property, newest first among equal values, from
/// an index that has both ascending (a plan with has_ties_against_order).
///
/// The page is cut from the index as it stands: each value takes the same places there, only its
/// rows are in the opposite order. Values that lie wholly within the page are turned around; of the
/// first and the last, which may go on outside of it, the right part is looked up. So a page costs
/// what it would cost in the index's own order, however many rows have one value.
Result<std::vector<std::int64_t>> read_tied_page(
    Connection& connection,
    const SetInfo& set,
    const ListQuery& query,
    const Plan& plan
);

}  // namespace hako::sqlite
