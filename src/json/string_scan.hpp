// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

namespace hako::json {

static_assert(
    std::endian::native == std::endian::little,
    "the scan below counts bytes from the low end"
);

/// A byte that cannot stand for itself in a JSON string: a quote, a backslash, a control character.
inline bool is_string_special(char c) {
    return c == '"' || c == '\\' || static_cast<unsigned char>(c) < 0x20;
}

/// The first byte of [at, end) that is_string_special, or `end`. Looks at eight bytes at a time.
inline const char* find_string_special(const char* at, const char* end) {
    constexpr std::uint64_t kOnes = 0x0101010101010101;
    constexpr std::uint64_t kHighBits = 0x8080808080808080;
    while (end - at >= 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, at, sizeof word);
        const std::uint64_t quote = word ^ (kOnes * '"');
        const std::uint64_t backslash = word ^ (kOnes * '\\');
        // Each term sets the high bit of a byte that matches. A borrow may also set it in bytes
        // above the lowest match, never below.
        const std::uint64_t found =
            (((quote - kOnes) & ~quote) | ((backslash - kOnes) & ~backslash) |
             ((word - kOnes * 0x20) & ~word)) &
            kHighBits;
        if (found != 0) {
            return at + std::countr_zero(found) / 8;
        }
        at += 8;
    }
    while (at != end && !is_string_special(*at)) {
        ++at;
    }
    return at;
}

}  // namespace hako::json
