// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <fmt/core.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace hako::crypto {

/// A credential in clear: a password, a token, a key. It cannot be printed by accident: it has no
/// operator<<, no conversion to a string, and fmt writes `***`. It moves, is not copied, and its
/// bytes are wiped when it dies or is moved from.
class Secret {
public:
    /// Takes the bytes over. A copy the caller keeps is the caller's to wipe.
    explicit Secret(std::string text);

    Secret(Secret&& other) noexcept;
    Secret& operator=(Secret&& other) noexcept;
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;
    ~Secret();

    /// The one way to the bytes: for hashing, and for the one reply or screen that shows it.
    /// Not of a temporary, whose bytes are gone before they can be read.
    [[nodiscard]] std::string_view reveal() const& {
        return text_;
    }

    std::string_view reveal() const&& = delete;

    [[nodiscard]] std::size_t size() const {
        return text_.size();
    }

    /// Takes the same time wherever two secrets of one length differ. The length is no secret.
    bool operator==(const Secret& other) const;

private:
    std::string text_;
};

}  // namespace hako::crypto

template <>
struct fmt::formatter<hako::crypto::Secret> : fmt::formatter<fmt::string_view> {
    template <class Context>
    auto format(const hako::crypto::Secret&, Context& context) const {
        return fmt::formatter<fmt::string_view>::format("***", context);
    }
};
