// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/secret.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hako::users {

/// A new password, exactly as received: nothing is normalised, trimmed or cut. Empty when the spec
/// refuses it (white space, too short, over kPasswordCharactersMax); `why` then says why in a whole
/// sentence, without the password. `characters_min` is the backend's setting, in code points.
std::optional<crypto::Secret>
parse_new_password(std::string_view text, std::int64_t characters_min, std::string& why);

}  // namespace hako::users
