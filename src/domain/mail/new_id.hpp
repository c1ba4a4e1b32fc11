// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/random.hpp"
#include "base/uuid.hpp"

namespace hako::mail {

/// A random UUID (version 4) for a mail's Message-ID.
inline Uuid new_id(Random& random) {
    constexpr std::uint64_t kVersionMask = 0xF000;
    constexpr std::uint64_t kVersion4 = 0x4000;
    constexpr std::uint64_t kVariantMask = std::uint64_t{0b11} << 62U;
    constexpr std::uint64_t kVariant = std::uint64_t{0b10} << 62U;
    return {
        (random.next_u64() & ~kVersionMask) | kVersion4,
        (random.next_u64() & ~kVariantMask) | kVariant,
    };
}

}  // namespace hako::mail
