// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace hako::keys {

/// When a key ends, as `hako key create --expires` takes it: a moment (RFC 3339, strict:
/// `2027-01-31T09:00:00Z` or with an offset such as `+09:00`, a fraction of a second is cut to
/// milliseconds, no leap second) or a number of days from `now` (`90d`, 1 to 36500). Empty when it
/// is neither, or not after `now`; `why` then says why in a whole sentence.
std::optional<UnixMillis> parse_expires(std::string_view text, UnixMillis now, std::string& why);

/// A key's name: 1 to kKeyNameCharactersMax code points without control characters. Empty when it
/// is not; `why` then says why in a whole sentence.
std::optional<std::string> parse_key_name(std::string_view text, std::string& why);

}  // namespace hako::keys
