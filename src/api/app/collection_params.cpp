// SPDX-License-Identifier: Apache-2.0
#include "api/app/collection_params.hpp"

#include "api/list_query.hpp"
#include "domain/items/item.hpp"
#include "domain/properties.hpp"
#include "monaql/parse.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace hako::rpc {
namespace {

using api::app::FindOptions;
using api::app::OrderBy;
using api::app::UpdatePermissionOptions;
using json::Kind;

constexpr std::string_view kSpace = " \t\r\n";

/// The next word of `text`, which it is cut off from; empty when there is none.
std::string_view take_word(std::string_view& text) {
    const auto begin = text.find_first_not_of(kSpace);
    if (begin == std::string_view::npos) {
        text = {};
        return {};
    }
    text.remove_prefix(begin);
    const auto word = text.substr(0, text.find_first_of(kSpace));
    text.remove_prefix(word.size());
    return word;
}

bool is_word(std::string_view text, std::string_view lower_case) {
    return std::equal(
        text.begin(),
        text.end(),
        lower_case.begin(),
        lower_case.end(),
        [](char a, char b) {
            return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + ('a' - 'A')) : a) == b;
        }
    );
}

/// Adds one `name ASC`; false when it is none.
bool add_sorting(OrderBy& order, std::string_view text) {
    const auto name = take_word(text);
    if (name.empty()) {
        return true;
    }
    const auto direction = take_word(text);
    const bool descending = is_word(direction, "desc");
    auto path = monaql::parse_path(name, items::kQueryProperties);
    if (!path || !take_word(text).empty() ||
        !(direction.empty() || descending || is_word(direction, "asc"))) {
        return false;
    }
    order.sortings.push_back({*std::move(path), descending ? SortOrder::desc : SortOrder::asc});
    return true;
}

/// Reads the member `name` of the options, if there is one. False when it is wrong.
template <class T>
bool take_option(json::Value options, std::string_view name, T& out, std::string& why) {
    const auto member = options.find(name);
    if (!member || member->is(Kind::null)) {
        return true;
    }
    auto decoded = ParamType<T>::decode(*member, why);
    if (!decoded) {
        why = "The option " + quoted_name(name) + " is wrong. " + why;
        return false;
    }
    out = *std::move(decoded);
    return true;
}

bool is_object(json::Value value, std::string& why) {
    if (!value.is(Kind::object)) {
        why = "Must be an object.";
        return false;
    }
    return true;
}

}  // namespace

std::optional<OrderBy> ParamType<OrderBy>::decode(json::Value value, std::string& why) {
    std::vector<std::string> texts;
    if (value.is(Kind::string)) {
        texts.push_back(value.string());
    } else if (value.is(Kind::array) && value.size() <= limits::kSortPropertiesMax) {
        for (const json::Value element : value.elements()) {
            if (!element.is(Kind::string)) {
                why = "Element " + std::to_string(texts.size() + 1) + " must be a string.";
                return std::nullopt;
            }
            texts.push_back(element.string());
        }
    } else {
        why = "Must be a string, or an array of at most " +
              std::to_string(limits::kSortPropertiesMax) + " strings.";
        return std::nullopt;
    }
    OrderBy order;
    for (const std::string& text : texts) {
        if (!add_sorting(order, text)) {
            why = quoted_name(text) +
                  R"( must be a property to sort by, alone or with "ASC" or "DESC".)";
            return std::nullopt;
        }
    }
    return order;
}

void ParamType<OrderBy>::schema(json::Writer& writer) {
    writer.begin_object().name("oneOf").begin_array();
    ParamType<std::string>::schema(writer);
    writer.begin_object().name("type").string("array").name("items");
    ParamType<std::string>::schema(writer);
    writer.name("maxItems").integer(limits::kSortPropertiesMax).end_object();
    writer.end_array().end_object();
}

std::optional<FindOptions> ParamType<FindOptions>::decode(json::Value value, std::string& why) {
    FindOptions options;
    const bool is_good = is_object(value, why) &&
                         take_option(value, "propertyNames", options.property_names, why) &&
                         take_option(value, "limit", options.limit, why) &&
                         take_option(value, "page", options.page, why);
    return is_good ? std::optional(std::move(options)) : std::nullopt;
}

void ParamType<FindOptions>::schema(json::Writer& writer) {
    writer.begin_object().name("type").string("object").name("properties").begin_object();
    writer.name("propertyNames");
    ParamType<api::PropertyNames>::schema(writer);
    writer.name("limit").begin_object().name("type").string("integer").name("minimum").integer(1);
    writer.name("maximum").integer(limits::kItemsInPageMax);
    writer.name("default").integer(limits::kFindLimitDefault).end_object();
    writer.name("page");
    ParamType<api::PageNumber>::schema(writer);
    writer.end_object().end_object();
}

std::optional<UpdatePermissionOptions>
ParamType<UpdatePermissionOptions>::decode(json::Value value, std::string& why) {
    UpdatePermissionOptions options;
    const bool is_good =
        is_object(value, why) && take_option(value, "forceOverwrite", options.force_overwrite, why);
    return is_good ? std::optional(options) : std::nullopt;
}

void ParamType<UpdatePermissionOptions>::schema(json::Writer& writer) {
    writer.begin_object().name("type").string("object").name("properties").begin_object();
    writer.name("forceOverwrite");
    ParamType<bool>::schema(writer);
    writer.end_object().end_object();
}

}  // namespace hako::rpc

namespace hako::api::app {

ListQuery make_app_query(
    std::optional<std::string> criteria,
    std::optional<BindParams> bind,
    const OrderBy& order_by,
    const FindOptions& options,
    Error& wrong
) {
    ListArguments arguments;
    arguments.page = options.page;
    arguments.items_in_page = options.limit;
    arguments.property_names = options.property_names;
    arguments.query = std::move(criteria);
    arguments.bind = bind;
    ListQuery query = make_list_query(
        std::move(arguments), items::kAppQueryProperties, {"criteria", "bindParams"}, wrong
    );
    if (!order_by.sortings.empty()) {
        query.sorting = order_by.sortings.front();
        query.then_by.assign(order_by.sortings.begin() + 1, order_by.sortings.end());
    }
    return query;
}

}  // namespace hako::api::app
