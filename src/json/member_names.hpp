// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace hako::json {

/// A member name in a text that is being read.
struct MemberName {
    std::uint64_t mark;   ///< equal for equal names; different for most others
    std::uint32_t begin;  ///< offset of its opening quote
    std::uint32_t end;    ///< one past its closing quote
    bool has_escape;
};

/// The mark of the name at [begin, end).
MemberName
make_member_name(std::string_view text, std::uint32_t begin, std::uint32_t end, bool has_escape);

/// The offset of the first name that already stood before it, compared after unescaping. Sorts
/// `names`. At worst n log n comparisons, whatever names a caller chooses.
std::optional<std::uint32_t>
find_duplicate_name(std::string_view text, std::span<MemberName> names);

}  // namespace hako::json
