// SPDX-License-Identifier: Apache-2.0
#include "monaql/parse_for_test.hpp"

#include "base/check.hpp"

#include <array>

namespace hako::monaql {
namespace {

constexpr std::array<std::string_view, 4> kItemProperties{
    "_id",
    "_createdAt",
    "_updatedAt",
    "_ownerUserOid"
};

}  // namespace

Result<Query> parse_items_query(std::string_view text, std::string_view bind) {
    const ParameterNames names{.query = "criteria", .bind = "bindParams"};
    if (bind.empty()) {
        return parse(text, std::nullopt, kItemProperties, names);
    }
    json::Document document;
    check(!document.parse(bind), "bind parameters of a test that are not JSON");
    return parse(text, document.root(), kItemProperties, names);
}

std::string tree(std::string_view text, std::string_view bind) {
    const Result<Query> query = parse_items_query(text, bind);
    if (!query) {
        return refusal(text, bind);
    }
    return *query ? print(**query) : "everything";
}

std::string refusal(std::string_view text, std::string_view bind) {
    const Result<Query> query = parse_items_query(text, bind);
    if (query) {
        return tree(text, bind);
    }
    check(query.error().code() == ErrorCode::invalid_params, "a refusal of another kind");
    const ParamError& param = query.error().params().at(0);
    return param.name + ": " + param.text.text();
}

std::string repeat(std::string_view unit, std::size_t times) {
    std::string out;
    for (std::size_t i = 0; i < times; ++i) {
        out += unit;
    }
    return out;
}

}  // namespace hako::monaql
