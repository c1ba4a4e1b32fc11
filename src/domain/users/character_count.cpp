// SPDX-License-Identifier: Apache-2.0
#include "domain/users/character_count.hpp"

#include "base/utf8.hpp"

#include <algorithm>

namespace hako::users {
namespace {

constexpr std::size_t kCodePointBytesMax = 4;

std::string characters(std::size_t count) {
    return std::to_string(count) + (count == 1 ? " character." : " characters.");
}

}  // namespace

std::string find_length_problem(std::string_view text, const CharacterBounds& bounds) {
    const bool huge = text.size() > bounds.max * kCodePointBytesMax;
    const auto count = huge ? text.size() : count_code_points(text);
    if (!count) {
        return "Must be UTF-8.";
    }
    if (*count > bounds.max) {
        return "Must have at most " + characters(bounds.max);
    }
    const auto min = static_cast<std::size_t>(std::max<std::int64_t>(bounds.min, 1));
    if (*count < min) {
        return "Must have at least " + characters(min);
    }
    return {};
}

}  // namespace hako::users
