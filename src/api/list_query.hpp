// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/param_types.hpp"
#include "monaql/parse.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace hako::api {

/// What a list is asked with, as far as it was given and could be decoded.
struct ListArguments {
    PageNumber page;
    ItemsInPage items_in_page;
    std::optional<std::string> sort_property;
    SortOrder sort_order = SortOrder::asc;
    std::optional<PropertyNames> property_names;
    std::optional<std::string> query;
    std::optional<BindParams> bind;
};

/// The rows that a page shows.
Page rows_of(PageNumber page, ItemsInPage items_in_page);

/// The list's query. `system_properties` are those that MonaQL and sortProperty take for this kind
/// of object. What is wrong is added to `wrong`, under `sortProperty` and the names of `names`; the
/// query is of no use then.
ListQuery make_list_query(
    ListArguments arguments,
    std::span<const std::string_view> system_properties,
    const monaql::ParameterNames& names,
    Error& wrong
);

}  // namespace hako::api
