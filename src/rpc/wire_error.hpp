// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.hpp"

#include <string_view>

namespace hako::rpc {

/// An error as the wire spells it: its number and its fixed words. `message` is a constant.
struct WireError {
    int code;
    std::string_view message;

    bool operator==(const WireError&) const = default;
};

/// The errors that JSON-RPC 2.0 itself defines (section 5.1).
inline constexpr WireError kParseError{-32700, "Parse error"};
inline constexpr WireError kInvalidRequest{-32600, "Invalid Request"};
inline constexpr WireError kMethodNotFound{-32601, "Method not found"};
inline constexpr WireError kInvalidParams{-32602, "Invalid params"};
inline constexpr WireError kInternalError{-32603, "Internal error"};

/// How a front spells a refusal: one exhaustive switch, which lives with the fronts.
using WireTable = WireError (*)(ErrorCode);

}  // namespace hako::rpc
