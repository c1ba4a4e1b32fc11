// SPDX-License-Identifier: Apache-2.0
#include "api/list_query.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace hako::api {
namespace {

/// More rows than any list has; far enough from the end that offset + limit does not overflow.
constexpr std::int64_t kOffsetMax = INT64_MAX / 2;

void add_all(Error& wrong, const Error& more) {
    for (const auto& param : more.params()) {
        wrong.add_param(param.name, param.text.text());
    }
}

bool names_param(const Error& wrong, std::string_view name) {
    const auto& params = wrong.params();
    return std::any_of(params.begin(), params.end(), [name](const ParamError& param) {
        return param.name == name;
    });
}

}  // namespace

Page rows_of(PageNumber page, ItemsInPage items_in_page) {
    const std::int64_t limit = items_in_page.value;
    const std::int64_t before = page.value - 1;
    return {.offset = before > kOffsetMax / limit ? kOffsetMax : before * limit, .limit = limit};
}

ListQuery make_list_query(
    ListArguments arguments,
    std::span<const std::string_view> system_properties,
    const monaql::ParameterNames& names,
    Error& wrong
) {
    ListQuery query;
    query.page = rows_of(arguments.page, arguments.items_in_page);
    if (arguments.property_names) {
        query.properties = std::move(arguments.property_names->names);
    }
    if (arguments.sort_property) {
        auto path = monaql::parse_path(*arguments.sort_property, system_properties);
        if (path) {
            query.sorting = Sorting{*std::move(path), arguments.sort_order};
        } else {
            wrong.add_param(
                "sortProperty",
                quoted_name(*arguments.sort_property) + " is not a property to sort by."
            );
        }
    }
    // A query that could not be read says nothing about how many values it takes.
    const bool is_read = !names_param(wrong, names.query);
    if (is_read && (arguments.query || arguments.bind)) {
        const auto bind = arguments.bind ? std::optional(arguments.bind->values) : std::nullopt;
        auto parsed =
            monaql::parse(arguments.query.value_or(std::string()), bind, system_properties, names);
        if (parsed) {
            query.filter = *std::move(parsed);
        } else {
            add_all(wrong, parsed.error());
        }
    }
    return query;
}

}  // namespace hako::api
