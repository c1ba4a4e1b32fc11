// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monaql/parse.hpp"

#include <string>
#include <string_view>

namespace hako::monaql {

/// Parses as CollectionItem.list does: parameters `criteria` and `bindParams`, the system
/// properties of an item. `bind` is the JSON text of the bind parameters; empty for none.
Result<Query> parse_items_query(std::string_view text, std::string_view bind = "");

/// The printed tree of a good query; the refusal of a bad one.
std::string tree(std::string_view text, std::string_view bind = "");

/// `{parameter}: {message}` of a bad query; the printed tree of a good one.
std::string refusal(std::string_view text, std::string_view bind = "");

/// `unit` so many times.
std::string repeat(std::string_view unit, std::size_t times);

}  // namespace hako::monaql
