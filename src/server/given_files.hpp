// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "server/command_line.hpp"

namespace hako::server {

/// The command with the contents of the files that it names, if it names any; `-` is standard
/// input. Fails with unavailable when one cannot be read, is empty, or too large for what it is.
Result<Command> with_files(Command command);

}  // namespace hako::server
