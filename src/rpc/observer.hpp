// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hako::rpc {

enum class CallKind : std::uint8_t { request, notification };

/// How one call, or a body that was none, ended.
struct CallReport {
    /// The method's index in its table; empty when no method was found or the body was refused.
    std::optional<std::size_t> method = std::nullopt;

    /// The wire's error code; 0 is success. For a notification, what its reply would have said.
    int code = 0;
    std::chrono::nanoseconds duration{0};
    CallKind kind = CallKind::request;

    /// The refusal, with its private detail for the log; null when there is none. Valid during the
    /// call only.
    const Error* refusal = nullptr;
};

/// Told of every call: for metrics and logs. Called on the thread that answers.
class Observer {
public:
    virtual ~Observer() = default;

    /// A call ended, a notification and a refused body too. Calls of a batch come as they end.
    virtual void call_ended(const CallReport& report) = 0;

    /// A method threw: logs the story (`what` is the exception's text) and returns the incident id
    /// that the caller is shown. `call_ended` follows.
    virtual std::string bug_caught(std::string_view method, std::string_view what) = 0;
};

}  // namespace hako::rpc
