// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.hpp"
#include "rpc/wire_error.hpp"

namespace hako::api {

/// How a refusal is spelt on the wire: the numbers and words of upstream's reference (spec
/// management-api.md, "Error codes"). The same for every front.
rpc::WireError wire_error(ErrorCode code);

}  // namespace hako::api
