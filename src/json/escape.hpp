// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace hako::json {

/// Appends the characters of a JSON string, as UTF-8. `inside` is its text without the quotes and
/// must have been read before: its escapes are well-formed and its surrogates come in pairs.
void append_unescaped(std::string& out, std::string_view inside);

/// The value of four hexadecimal digits; negative when one of them is not.
int parse_hex4(const char* digits);

/// Whether the code unit is the first, or the second, half of a surrogate pair.
constexpr bool is_high_surrogate(int unit) {
    return unit >= 0xD800 && unit <= 0xDBFF;
}

constexpr bool is_low_surrogate(int unit) {
    return unit >= 0xDC00 && unit <= 0xDFFF;
}

}  // namespace hako::json
