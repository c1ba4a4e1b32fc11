// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.hpp"
#include "rpc/wire_error.hpp"

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace hako::rpc {

/// JSON-RPC 2.0 Response objects (section 5), appended to `out`. `id` is JSON text, echoed as it
/// is; pass `null` when it is not known.

/// Everything up to the result, which is appended next, then `append_result_end`.
void append_result_begin(std::string& out, std::string_view id);
void append_result_end(std::string& out);

/// An error with one message for each wrong parameter, and `retryAfterMs` when it is known after
/// what time to try again; without any of it, there is no `data`.
void append_error(
    std::string& out,
    std::string_view id,
    const WireError& error,
    std::span<const ParamError> data = {},
    std::optional<std::chrono::milliseconds> retry_after = std::nullopt
);

/// -32603 with `data: {"incident": "…"}`, which names the story in the log.
void append_bug(std::string& out, std::string_view id, std::string_view incident);

}  // namespace hako::rpc
