// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/random.hpp"
#include "crypto/secret.hpp"

#include <cstddef>
#include <string_view>

namespace hako::crypto {

/// What a management key starts with, so that secret scanners and people know one when they see it.
inline constexpr std::string_view kManagementKeyPrefix = "hako_";

/// Characters of a token behind its prefix: 43 of 62 letters and digits are 256.03 bits.
inline constexpr std::size_t kTokenCharacters = 43;

/// A new token: `prefix` and `characters` random letters and digits, all equally likely.
/// Shown once; what is stored is its sha256(), by which it is also looked up.
Secret
make_token(Random& random, std::string_view prefix, std::size_t characters = kTokenCharacters);

}  // namespace hako::crypto
