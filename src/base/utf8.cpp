// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.hpp"

namespace hako {
namespace {

/// What the first byte of a sequence says: its length and the least code point of that length.
struct Lead {
    std::size_t length;
    char32_t bits;
    char32_t least;
};

constexpr char32_t kLeast2 = 0x80;
constexpr char32_t kLeast3 = 0x800;
constexpr char32_t kLeast4 = 0x10000;
constexpr char32_t kLast = 0x10FFFF;

std::optional<Lead> read_lead(unsigned char byte) {
    if (byte < 0x80U) {
        return Lead{1, byte, 0};
    }
    if ((byte & 0xE0U) == 0xC0U) {
        return Lead{2, byte & 0x1FU, kLeast2};
    }
    if ((byte & 0xF0U) == 0xE0U) {
        return Lead{3, byte & 0x0FU, kLeast3};
    }
    if ((byte & 0xF8U) == 0xF0U) {
        return Lead{4, byte & 0x07U, kLeast4};
    }
    return std::nullopt;
}

bool is_surrogate(char32_t code_point) {
    return code_point >= 0xD800 && code_point <= 0xDFFF;
}

}  // namespace

std::optional<char32_t> next_code_point(std::string_view& rest) {
    const auto lead = read_lead(static_cast<unsigned char>(rest.front()));
    if (!lead || rest.size() < lead->length) {
        return std::nullopt;
    }
    char32_t code_point = lead->bits;
    for (std::size_t i = 1; i < lead->length; ++i) {
        const auto byte = static_cast<unsigned char>(rest[i]);
        if ((byte & 0xC0U) != 0x80U) {
            return std::nullopt;
        }
        code_point = (code_point << 6U) | (byte & 0x3FU);
    }
    if (code_point < lead->least || code_point > kLast || is_surrogate(code_point)) {
        return std::nullopt;
    }
    rest.remove_prefix(lead->length);
    return code_point;
}

std::optional<std::size_t> count_code_points(std::string_view text) {
    std::size_t count = 0;
    while (!text.empty()) {
        if (!next_code_point(text)) {
            return std::nullopt;
        }
        ++count;
    }
    return count;
}

std::string_view first_code_points(std::string_view text, std::size_t count) {
    std::string_view rest = text;
    while (count > 0 && !rest.empty() && next_code_point(rest)) {
        --count;
    }
    return text.substr(0, text.size() - rest.size());
}

}  // namespace hako
