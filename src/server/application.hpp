// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/exit_code.hpp"
#include "server/settings.hpp"

namespace hako::server {

/// Runs the server until SIGTERM or SIGINT, then answers what it has accepted and ends. The calling
/// thread has those signals blocked. What keeps it from starting is one sentence on standard error.
ExitCode serve(const Settings& settings);

}  // namespace hako::server
