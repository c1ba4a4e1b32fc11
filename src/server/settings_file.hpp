// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "server/settings.hpp"

#include <filesystem>
#include <vector>

namespace hako::server {

/// The keys of a TOML file, in no particular order, their values as text: a whole number in
/// decimal, a boolean as `on` or `off`. Knows nothing of which keys there may be. Fails with
/// invalid_params and one sentence (file and line in it) when the file cannot be read, is no TOML,
/// has a table, or a value that is no string, whole number, boolean or array of these.
Result<std::vector<GivenSetting>> read_settings_file(const std::filesystem::path& path);

}  // namespace hako::server
