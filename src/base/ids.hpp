// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/uuid.hpp"

#include <compare>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace hako {

/// Names one backend: 24 lower-case hex digits (the upstream shape). Public, not a secret.
class BackendId {
public:
    static std::optional<BackendId> parse(std::string_view text);

    [[nodiscard]] const std::string& text() const {
        return text_;
    }

    auto operator<=>(const BackendId&) const = default;

private:
    explicit BackendId(std::string text) : text_(std::move(text)) {}

    std::string text_;
};

/// An id that is one letter and a UUID, as the wire shows it: `i0192…` an item, `u0192…` a user.
/// Different letters are different types, so a user's id is never taken for an item's.
template <char Letter>
class PrefixedId {
public:
    explicit PrefixedId(Uuid uuid) : uuid_(uuid) {}

    /// Empty unless it is exactly the letter and a lower-case UUID.
    static std::optional<PrefixedId> parse(std::string_view text) {
        if (text.empty() || text.front() != Letter) {
            return std::nullopt;
        }
        const auto uuid = Uuid::parse(text.substr(1));
        return uuid ? std::optional(PrefixedId(*uuid)) : std::nullopt;
    }

    [[nodiscard]] Uuid uuid() const {
        return uuid_;
    }

    void append_to(std::string& out) const {
        out.push_back(Letter);
        uuid_.append_to(out);
    }

    [[nodiscard]] std::string text() const {
        std::string out;
        append_to(out);
        return out;
    }

    auto operator<=>(const PrefixedId&) const = default;

private:
    Uuid uuid_;
};

using ItemId = PrefixedId<'i'>;
using UserId = PrefixedId<'u'>;

}  // namespace hako

template <>
struct std::hash<hako::BackendId> {
    std::size_t operator()(const hako::BackendId& id) const noexcept {
        return std::hash<std::string>()(id.text());
    }
};
