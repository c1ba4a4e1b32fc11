// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"

#include <chrono>
#include <optional>
#include <string_view>

namespace hako::http2 {

/// No wish for a pause is taken for longer than this.
inline constexpr std::chrono::seconds kRetryAfterMax{24 * 60 * 60};

/// The pause that a Retry-After header asks for (RFC 9110, 10.2.3), from `now` on: a number of
/// seconds, or a date (IMF-fixdate). A date that has passed is no pause. Empty when it is neither.
std::optional<std::chrono::seconds> parse_retry_after(std::string_view value, UnixMillis now);

}  // namespace hako::http2
