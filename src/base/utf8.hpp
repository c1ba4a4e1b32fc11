// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace hako {

/// Takes the first code point off `rest`, which must not be empty. Empty, and `rest` unchanged,
/// when it does not start with good UTF-8 (RFC 3629: no surrogates, overlong forms or over
/// U+10FFFF).
std::optional<char32_t> next_code_point(std::string_view& rest);

/// How many code points `text` has: what the spec calls characters. Empty when it is not UTF-8.
std::optional<std::size_t> count_code_points(std::string_view text);

/// The start of `text`, of at most `count` code points; ends before what is not UTF-8.
std::string_view first_code_points(std::string_view text, std::size_t count);

}  // namespace hako
