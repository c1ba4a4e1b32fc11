// SPDX-License-Identifier: Apache-2.0
#include "crypto/token.hpp"

#include <sodium.h>

#include <array>
#include <cstddef>
#include <string>
#include <utility>

namespace hako::crypto {
namespace {

constexpr std::string_view kAlphabet =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

}  // namespace

Secret make_token(Random& random, std::string_view prefix, std::size_t characters) {
    const std::size_t size = prefix.size() + characters;
    std::string text(prefix);
    text.reserve(size);
    std::array<std::byte, 64> bytes{};
    while (text.size() < size) {
        random.fill(bytes);
        for (const std::byte byte : bytes) {
            // Six bits that name no letter are thrown away: a remainder would favour some letters.
            const auto index = std::to_integer<std::size_t>(byte & std::byte{0x3F});
            if (index < kAlphabet.size() && text.size() < size) {
                text.push_back(kAlphabet[index]);
            }
        }
    }
    sodium_memzero(bytes.data(), bytes.size());
    return Secret(std::move(text));
}

}  // namespace hako::crypto
