// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace hako::crypto {

/// A SHA-256 digest. Of a token of 256 random bits it is what may be stored: it does not lead back,
/// and looking it up tells nothing about the token by its time.
using Sha256 = std::array<std::uint8_t, 32>;

/// The digest of `bytes`. Safe to call from every thread.
Sha256 sha256(std::string_view bytes);

/// For hash tables: a digest is evenly spread already.
struct Sha256Hash {
    std::size_t operator()(const Sha256& digest) const noexcept {
        std::size_t value = 0;
        std::memcpy(&value, digest.data(), sizeof value);
        return value;
    }
};

}  // namespace hako::crypto
