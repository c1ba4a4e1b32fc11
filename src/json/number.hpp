// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hako::json {

/// Compares two JSON numbers by value, exactly: `1`, `1.0` and `1e0` are equal, and so far past
/// 2^53. Both must be well-formed JSON number texts, of any length; a number whose exponent is
/// beyond
/// +-10^17 counts as if it had that one. Does not allocate.
std::strong_ordering compare_numbers(std::string_view a, std::string_view b);

/// Whether a well-formed JSON number text fits a double: it neither overflows to infinity nor is a
/// non-zero value that underflows to zero.
bool fits_double(std::string_view number);

/// The value of a number that is integral (`10`, `1e1` and `10.0` alike) and fits 64 bits.
std::optional<std::int64_t> integral_value(std::string_view number);

}  // namespace hako::json
