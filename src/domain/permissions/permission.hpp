// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/owner.hpp"
#include "json/document.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hako::permissions {

/// What one may do to an item. A set of two bits: rights add up by `|`.
enum class Right : std::uint8_t { none = 0, r = 1, w = 2, rw = 3 };

constexpr Right operator|(Right a, Right b) {
    return static_cast<Right>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}

/// Whether all of `wanted` is in `held`.
constexpr bool includes(Right held, Right wanted) {
    return (held | wanted) == held;
}

/// `""`, `"r"`, `"w"` or `"rw"`; empty for anything else, `"wr"` included.
std::optional<Right> parse_right(std::string_view text);

/// As the wire spells it: `""`, `"r"`, `"w"`, `"rw"`.
std::string_view to_string(Right right);

/// Who may do what to one item (spec management-api.md, "permission"): `public` for everyone, and a
/// key for each user. A key that names no user is kept and matches nobody.
class Permission {
public:
    /// Without any key.
    Permission() = default;

    /// Reads a caller's JSON. Empty when it is not a permission; `why` then names everything that
    /// is wrong with it, in whole sentences.
    static std::optional<Permission> parse(json::Value value, std::string& why);

    /// From canonical text that text() wrote. Another text is a Bug.
    static Permission from_stored(std::string_view text);

    /// Canonical JSON, what is stored and what the wire shows: `public` first, then the keys in the
    /// order of their bytes, so that equal permissions have equal texts.
    [[nodiscard]] std::string text() const;

    [[nodiscard]] bool has_public() const {
        return public_.has_value();
    }

    /// This permission, with `right` for `public` if it says nothing of it.
    [[nodiscard]] Permission with_default_public(Right right) const;

    /// This permission with the keys of `changes`, `public` too, put over it. Empty when that would
    /// be more than kPermissionKeysMax keys.
    [[nodiscard]] std::optional<Permission> merged_with(const Permission& changes) const;

    /// What everyone may do.
    [[nodiscard]] Right public_right() const {
        return public_.value_or(Right::none);
    }

    /// A key without `public`, and what it grants besides.
    using Key = std::pair<std::string, Right>;

    /// In the order of their bytes.
    [[nodiscard]] std::span<const Key> keys() const {
        return keys_;
    }

    /// What `caller` may do to an item of `owner`: `public`, plus the key of the caller's user,
    /// plus `rw` for the owner.
    [[nodiscard]] Right rights_of(const Identity& caller, const Owner& owner) const;

    bool operator==(const Permission&) const = default;

private:
    std::optional<Right> public_;
    std::vector<Key> keys_;  ///< sorted
};

}  // namespace hako::permissions
