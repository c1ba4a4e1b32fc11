// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "json/write.hpp"
#include "server/command_line.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace hako::server {

/// The operator's call that a command makes, as a JSON-RPC body; empty for commands that make none
/// (serve, openrpc, version).
std::optional<std::string> operator_call(const Command& command);

/// Begins a call's body; the params object is open.
json::Writer& begin_call(json::Writer& writer, std::string_view method);

/// What a command prints, and the exit code, from the reply to its call.
struct Printed {
    ExitCode code;
    std::string out;    ///< for standard output
    std::string error;  ///< for standard error
};

Printed print_reply(const Command& command, OutputFormat format, std::string_view reply);

}  // namespace hako::server
