// SPDX-License-Identifier: Apache-2.0
#include "json/escape.hpp"

#include "base/check.hpp"

#include <cstddef>

namespace hako::json {
namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    if (c >= 'A' && c <= 'F') {
        return c - 'A' + 10;
    }
    return -1;
}

void append_code_point(std::string& out, int code) {
    const auto push = [&out](int byte) { out.push_back(static_cast<char>(byte)); };
    if (code < 0x80) {
        push(code);
    } else if (code < 0x800) {
        push(0xC0 | code >> 6);
        push(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        push(0xE0 | code >> 12);
        push(0x80 | (code >> 6 & 0x3F));
        push(0x80 | (code & 0x3F));
    } else {
        push(0xF0 | code >> 18);
        push(0x80 | (code >> 12 & 0x3F));
        push(0x80 | (code >> 6 & 0x3F));
        push(0x80 | (code & 0x3F));
    }
}

/// Reads the code point of a `\u` escape whose digits start at `at`; moves `at` behind it, and
/// behind the second half when it is a surrogate pair.
int read_code_point(std::string_view inside, std::size_t& at) {
    check(inside.size() - at >= 4, "a cut off escape in a JSON string that was read before");
    const int unit = parse_hex4(inside.data() + at);
    at += 4;
    if (!is_high_surrogate(unit)) {
        return unit;
    }
    check(inside.size() - at >= 6, "a lone surrogate in a JSON string that was read before");
    const int low = parse_hex4(inside.data() + at + 2);
    at += 6;
    return 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
}

char plain_escape(char c) {
    switch (c) {
        case 'b':
            return '\b';
        case 'f':
            return '\f';
        case 'n':
            return '\n';
        case 'r':
            return '\r';
        case 't':
            return '\t';
        default:
            return c;
    }
}

}  // namespace

int parse_hex4(const char* digits) {
    int value = 0;
    for (int i = 0; i < 4; ++i) {
        const int digit = hex_digit(digits[i]);
        if (digit < 0) {
            return -1;
        }
        value = value * 16 + digit;
    }
    return value;
}

void append_unescaped(std::string& out, std::string_view inside) {
    std::size_t at = 0;
    while (true) {
        const std::size_t backslash = inside.find('\\', at);
        out.append(inside.substr(at, backslash - at));
        if (backslash == std::string_view::npos) {
            return;
        }
        check(
            backslash + 1 < inside.size(), "a cut off escape in a JSON string that was read before"
        );
        const char kind = inside[backslash + 1];
        at = backslash + 2;
        if (kind == 'u') {
            append_code_point(out, read_code_point(inside, at));
        } else {
            out.push_back(plain_escape(kind));
        }
    }
}

}  // namespace hako::json
