// SPDX-License-Identifier: Apache-2.0
#include "server/log_escape.hpp"

#include <cstdint>

namespace hako::server {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

struct Decoded {
    char32_t code_point;
    std::size_t bytes;
};

unsigned byte_at(std::string_view text, std::size_t index) {
    return index < text.size() ? static_cast<unsigned char>(text[index]) : 0U;
}

/// The first code point of a text that is not empty; a wrong byte is one U+FFFD (RFC 3629).
Decoded decode(std::string_view text) {
    const unsigned first = byte_at(text, 0);
    if (first < 0x80) {
        return {first, 1};
    }
    const std::size_t bytes = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    char32_t code_point = first & (0xFFU >> (bytes + 1));
    for (std::size_t i = 1; i < bytes; ++i) {
        const unsigned next = byte_at(text, i);
        if ((next & 0xC0U) != 0x80) {
            return {kReplacement, 1};
        }
        code_point = (code_point << 6U) | (next & 0x3FU);
    }
    const bool is_too_long = code_point < (bytes == 2 ? 0x80U : bytes == 3 ? 0x800U : 0x10000U);
    const bool is_surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
    if (first < 0xC2 || first > 0xF4 || is_too_long || is_surrogate || code_point > 0x10FFFF) {
        return {kReplacement, 1};
    }
    return {code_point, bytes};
}

bool needs_escape(char32_t c) {
    return c < 0x20 || (c >= 0x7F && c <= 0x9F) || (c >= 0x200E && c <= 0x200F) ||
           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == kReplacement;
}

/// `c` is in the basic plane.
void append_unicode_escape(std::string& out, char32_t c) {
    constexpr std::string_view kHex = "0123456789abcdef";
    out += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4) {
        out += kHex[(c >> static_cast<unsigned>(shift)) & 0xFU];
    }
}

}  // namespace

void append_log_escaped(std::string& out, std::string_view text) {
    while (!text.empty()) {
        const auto [c, bytes] = decode(text);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += static_cast<char>(c);
        } else if (needs_escape(c)) {
            append_unicode_escape(out, c);
        } else {
            out += text.substr(0, bytes);
        }
        text.remove_prefix(bytes);
    }
}

}  // namespace hako::server
