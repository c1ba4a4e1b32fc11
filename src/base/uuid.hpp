// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hako {

/// A UUID (RFC 9562), ordered as its text is.
struct Uuid {
    std::uint64_t high = 0;
    std::uint64_t low = 0;

    auto operator<=>(const Uuid&) const = default;

    /// Lower-case `8-4-4-4-12` hex digits only; empty otherwise.
    static std::optional<Uuid> parse(std::string_view text);

    /// Appends the 36 characters of the lower-case text.
    void append_to(std::string& out) const;
};

}  // namespace hako
