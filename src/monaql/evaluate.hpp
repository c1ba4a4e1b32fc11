// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "monaql/query.hpp"

#include <functional>
#include <optional>
#include <string_view>

namespace hako::monaql {

/// Gives the raw JSON text of an object's property; empty when it does not exist.
using PropertySource = std::function<std::optional<std::string_view>(const Path&)>;

/// Whether an object matches: the definition of MonaQL's meaning, in plain C++. The databases'
/// translations are tested against it. Not for the hot path.
bool matches(const Node& query, const PropertySource& property);

}  // namespace hako::monaql
