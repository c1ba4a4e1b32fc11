// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"

#include <optional>
#include <string_view>

namespace hako::server {

/// The moment that `--expires` names: an RFC 3339 date and time (`2027-01-31T12:00:00Z`, an offset
/// such as `+09:00` allowed), or so many days from `now` (`90d`, 1 to 36500). A leap second counts
/// as the second before it. Empty when the text is neither, or names no moment there is.
std::optional<UnixMillis> parse_expiry(std::string_view text, UnixMillis now);

}  // namespace hako::server
