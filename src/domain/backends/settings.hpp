// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "domain/backends/backend.hpp"
#include "json/write.hpp"

#include <span>
#include <string>

namespace hako::backends {

/// `before` with `assignments` applied, each `NAME=VALUE` as `hako backend set` takes it:
/// `managementApi=on|off`, `passwordLengthMin=1..80`, `usernameLengthMin=1..255`,
/// `autoLogin=on|off`, `autoLoginMinutes`, `resetTokenMinutes`, `sessionIdleMinutes`,
/// `sessionMaxMinutes` (whole numbers), `allowedOrigins` (origins with commas between them, or
/// `*`), `validateSilent=on|off`, `emailProperties` (names with commas between them).
///
/// All or nothing. Fails with invalid_params, one message for each wrong assignment under the name
/// it gives (`settings` when it gives none); an unknown name is told the nearest known one.
Result<Settings> with_assignments(Settings before, std::span<const std::string> assignments);

/// Writes the settings as an object, names and words as `with_assignments` takes them.
void write_settings(json::Writer& writer, const Settings& settings);

}  // namespace hako::backends
