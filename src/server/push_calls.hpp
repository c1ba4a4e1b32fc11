// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "json/document.hpp"
#include "json/write.hpp"
#include "server/command_line.hpp"
#include "server/operator_calls.hpp"

#include <optional>

namespace hako::server {

/// The command with the contents of the file that it names, if it names one. Fails with unavailable
/// when the file cannot be read or is too large to be a credential.
Result<Command> with_files(Command command);

/// Begins the call's body; the params object stays open.
void write_call(json::Writer& writer, const PushConfigure& command);
void write_call(json::Writer& writer, const PushShow& command);
void write_call(json::Writer& writer, const PushRemove& command);
void write_call(json::Writer& writer, const PushDoctor& command);

/// What a push command prints for its result; empty for other commands.
std::optional<Printed>
print_push_result(const Command& command, OutputFormat format, json::Value result);

}  // namespace hako::server
