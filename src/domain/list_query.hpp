// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monaql/query.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hako {

enum class SortOrder : std::uint8_t { asc, desc };

struct Sorting {
    monaql::Path property;
    SortOrder order = SortOrder::asc;
};

/// A page of a list, as `offset` rows to pass over and `limit` to give.
struct Page {
    std::int64_t offset = 0;
    std::int64_t limit = 0;
};

/// What to list: rows that match `filter`, in the order of `sorting` (spec: order across types;
/// ties and no sorting: newest first), the rows of `page`, and how many match in all.
struct ListQuery {
    monaql::Query filter;  ///< null: all
    std::optional<Sorting> sorting;
    Page page;
    std::optional<std::vector<std::string>> properties;  ///< as items::PropertySelection
    /// Users only: part of the key under which usernames compare (users::UsernameKey), or of `_id`.
    std::optional<std::string> name_part;
};

/// One page: the rows as the elements of a JSON array, without brackets, and how many match in all.
struct ListPage {
    std::string rows_json;
    std::int64_t total = 0;
};

}  // namespace hako
