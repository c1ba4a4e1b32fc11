// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace hako {

/// The known name a mistyped one was probably meant to be: the smallest edit distance, at most a
/// third of the longer name's length, letter case ignored. Empty when none is near.
std::optional<std::string_view>
nearest_name(std::string_view mistyped, std::span<const std::string_view> known);

}  // namespace hako
