// SPDX-License-Identifier: Apache-2.0
#include "base/uuid.hpp"

#include <array>

namespace hako {
namespace {

constexpr std::size_t kTextLength = 36;
constexpr std::string_view kHex = "0123456789abcdef";

constexpr bool is_dash_position(std::size_t i) {
    return i == 8 || i == 13 || i == 18 || i == 23;
}

int digit_value(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    return -1;
}

}  // namespace

std::optional<Uuid> Uuid::parse(std::string_view text) {
    if (text.size() != kTextLength) {
        return std::nullopt;
    }
    Uuid uuid;
    for (std::size_t i = 0; i < kTextLength; ++i) {
        if (is_dash_position(i)) {
            if (text[i] != '-') {
                return std::nullopt;
            }
            continue;
        }
        const int value = digit_value(text[i]);
        if (value < 0) {
            return std::nullopt;
        }
        std::uint64_t& half = i < 18 ? uuid.high : uuid.low;
        half = (half << 4U) | static_cast<std::uint64_t>(value);
    }
    return uuid;
}

void Uuid::append_to(std::string& out) const {
    std::array<char, kTextLength> text{};
    int shift = 60;
    const std::uint64_t* half = &high;
    for (std::size_t i = 0; i < kTextLength; ++i) {
        if (is_dash_position(i)) {
            text[i] = '-';
            continue;
        }
        text[i] = kHex[(*half >> static_cast<unsigned>(shift)) & 0xFU];
        shift -= 4;
        if (shift < 0) {
            half = &low;
            shift = 60;
        }
    }
    out.append(text.data(), text.size());
}

}  // namespace hako
