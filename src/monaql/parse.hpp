// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "json/document.hpp"
#include "monaql/query.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace hako::monaql {

/// The wire names of the two parameters, for the error: `criteria` and `bindParams`, or `userQuery`
/// and `userQueryBindParams`.
struct ParameterNames {
    std::string_view query;
    std::string_view bind;
};

/// Parses a MonaQL text (spec monaql.md) and puts the bind parameters in.
///
/// `bind` is an array, or empty for none given. `system_properties` are the names starting with `_`
/// that this kind of object has. An empty or blank text matches everything (a null Query).
/// Linear in the text. Fails with invalid_params under one of `names`, with a message that gives
/// the position (1-based, in characters) and what was expected.
Result<Query> parse(
    std::string_view text,
    std::optional<json::Value> bind,
    std::span<const std::string_view> system_properties,
    const ParameterNames& names
);

/// Parses a property path as sortProperty takes it: `a`, `a.b`, or one of `system_properties`.
/// Empty when it is none.
std::optional<Path>
parse_path(std::string_view text, std::span<const std::string_view> system_properties);

}  // namespace hako::monaql
