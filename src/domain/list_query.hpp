// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/owner.hpp"
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

/// Which items there are for a caller of the app API: those that it may read, or those of which it
/// is the owner or has both r and w. All others do not exist for it, in whatever is asked.
struct Visibility {
    enum class Need : std::uint8_t { read, read_and_write };

    Identity identity;
    Need need = Need::read;
};

/// What to list: rows that match `filter`, in the order of `sorting` (spec: order across types;
/// ties and no sorting: newest first), the rows of `page`, and how many match in all.
struct ListQuery {
    monaql::Query filter;  ///< null: all
    std::optional<Sorting> sorting;
    std::vector<Sorting> then_by;  ///< among rows that `sorting` finds equal, in this order
    Page page;
    std::optional<std::vector<std::string>> properties;  ///< as items::PropertySelection
    /// Users only: part of the key under which usernames compare (users::UsernameKey), or of `_id`.
    std::optional<std::string> name_part;
    /// Items only. Empty: all rows exist, which only the management API may ask for.
    std::optional<Visibility> visible_to{};
};

/// One page: the rows as the elements of a JSON array, without brackets, and how many match in all.
struct ListPage {
    std::string rows_json;
    std::int64_t total = 0;
};

}  // namespace hako
