// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace hako::users {

/// The form under which usernames compare: for uniqueness, login and `nameFilter`.
class UsernameKey {
public:
    /// Width mapping (wide and narrow forms only), lower-casing (root locale), then NFC: RFC 8265,
    /// section 3.3, without its IdentifierClass. The only function that makes one. `text` is UTF-8,
    /// as JSON is; a Bug otherwise. It may be a part of a username, as `nameFilter` is.
    static UsernameKey of(std::string_view text);

    [[nodiscard]] const std::string& text() const {
        return text_;
    }

    auto operator<=>(const UsernameKey&) const = default;

private:
    explicit UsernameKey(std::string text) : text_(std::move(text)) {}

    std::string text_;
};

/// What stored keys depend on: the rule's own version and that of the Unicode data ("1/15.0"). Keys
/// that were stored under another version have to be made again.
std::string_view username_key_version();

/// A username that the spec allows, as it was given, with its key.
class Username {
public:
    /// Empty when it is refused; `why` then says why in a whole sentence. `characters_min` is the
    /// backend's setting, in code points; one is needed in any case.
    static std::optional<Username>
    parse(std::string_view text, std::int64_t characters_min, std::string& why);

    /// As it was given: what is stored and shown.
    [[nodiscard]] const std::string& text() const {
        return text_;
    }

    [[nodiscard]] const UsernameKey& key() const {
        return key_;
    }

private:
    explicit Username(std::string_view text) : text_(text), key_(UsernameKey::of(text)) {}

    std::string text_;
    UsernameKey key_;
};

}  // namespace hako::users
