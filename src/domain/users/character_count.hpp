// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace hako::users {

/// How many characters (code points) a text may have. Below a `min` of 1 one is needed still.
struct CharacterBounds {
    std::int64_t min;
    std::size_t max;
};

/// What is wrong with the length of `text`, or that it is not UTF-8, as a whole sentence; empty
/// when all is well. Looks at no more of a huge text than its size.
std::string find_length_problem(std::string_view text, const CharacterBounds& bounds);

}  // namespace hako::users
