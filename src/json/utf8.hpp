// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace hako::json {

/// Where the first sequence starts that is not UTF-8 (RFC 3629: no surrogates, no overlong forms,
/// nothing over U+10FFFF); empty when all is good.
std::optional<std::size_t> find_invalid_utf8(std::string_view text);

}  // namespace hako::json
