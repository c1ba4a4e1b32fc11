// SPDX-License-Identifier: Apache-2.0
#include "base/ids.hpp"

#include <algorithm>

namespace hako {

std::optional<BackendId> BackendId::parse(std::string_view text) {
    constexpr std::size_t kLength = 24;
    const bool hex = std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
    });
    if (text.size() != kLength || !hex) {
        return std::nullopt;
    }
    return BackendId(std::string(text));
}

}  // namespace hako
