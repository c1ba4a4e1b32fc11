// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "json/document.hpp"
#include "monaql/query.hpp"

namespace hako::monaql {

/// A JSON value as a constant of a query. Copies what it needs.
Constant make_constant(json::Value value);

}  // namespace hako::monaql
