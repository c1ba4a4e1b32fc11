// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "server/settings.hpp"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace hako::server {

/// What a value has to be, when it is not; empty when it was taken.
using Complaint = std::string;

/// A whole number from `low` to `high`.
Complaint take_number(std::string_view text, std::size_t low, std::size_t high, std::size_t& out);

/// HOST:PORT.
Complaint take_address(std::string_view text, std::optional<ListenAddress>& out);

Complaint take_path(std::string_view text, std::filesystem::path& out);

}  // namespace hako::server
