// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace hako::json {

/// A JSON number taken apart: its value is 0.DIGITS x 10^point, where DIGITS starts and ends with a
/// digit that is not 0. Equal values have equal parts. A view of the number's text.
struct Decimal {
    bool negative;  ///< false for every spelling of zero
    std::int64_t point;
    std::string_view digits;  ///< may hold the text's decimal point; empty for zero
    std::size_t digit_count;  ///< without the decimal point

    [[nodiscard]] bool is_zero() const {
        return digits.empty();
    }
};

/// Takes a well-formed JSON number apart. Exponents beyond +-10^17 count as that.
Decimal parse_decimal(std::string_view number);

/// Calls `visit(digit)` for each of the digits (0 to 9), most significant first.
template <class Visit>
void for_each_digit(const Decimal& decimal, Visit visit) {
    for (const char c : decimal.digits) {
        if (c != '.') {
            visit(c - '0');
        }
    }
}

}  // namespace hako::json
