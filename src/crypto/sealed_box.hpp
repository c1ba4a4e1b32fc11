// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/random.hpp"
#include "base/result.hpp"
#include "crypto/secret.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace hako::crypto {

/// Seals what must not be readable in the database (XChaCha20-Poly1305) with a key that stands in
/// a file beside it: who gets hold of the database alone has nothing.
///
/// Associated data binds a box to its place (backend, provider, environment): moved elsewhere it
/// does not open. Safe to use from every thread.
class Sealer {
public:
    /// Reads the key file. When there is none, makes it: 32 random bytes, readable by its owner
    /// only, on disk before this returns. `unavailable` when it cannot be read or made, is of
    /// another length, or may be read by others.
    static Result<Sealer> open_or_create(const std::filesystem::path& path, Random& random);

    /// A box of `secret`: a version byte, a random nonce, the encrypted text and its tag.
    [[nodiscard]] std::string
    seal(std::string_view secret, std::string_view associated, Random& random) const;

    /// What was sealed. Empty when the box was made with another key or for another place, or was
    /// changed.
    [[nodiscard]] std::optional<Secret> open(std::string_view box, std::string_view associated)
        const;

private:
    explicit Sealer(Secret key) : key_(std::move(key)) {}

    Secret key_;
};

}  // namespace hako::crypto
