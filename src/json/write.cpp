// SPDX-License-Identifier: Apache-2.0
#include "json/write.hpp"

#include "json/string_scan.hpp"

#include <array>
#include <charconv>

namespace hako::json {
namespace {

void append_escape(std::string& out, char c) {
    switch (c) {
        case '"':
            out += "\\\"";
            return;
        case '\\':
            out += "\\\\";
            return;
        case '\b':
            out += "\\b";
            return;
        case '\f':
            out += "\\f";
            return;
        case '\n':
            out += "\\n";
            return;
        case '\r':
            out += "\\r";
            return;
        case '\t':
            out += "\\t";
            return;
        default:
            break;
    }
    constexpr std::string_view kHex = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(c);
    out += "\\u00";
    out += kHex[byte >> 4];
    out += kHex[byte & 0xF];
}

}  // namespace

void append_string(std::string& out, std::string_view text) {
    out += '"';
    const char* at = text.data();
    const char* const end = at + text.size();
    while (true) {
        const char* const special = find_string_special(at, end);
        out.append(at, special);
        if (special == end) {
            break;
        }
        append_escape(out, *special);
        at = special + 1;
    }
    out += '"';
}

void append_integer(std::string& out, std::int64_t value) {
    std::array<char, 20> digits;  // NOLINT(cppcoreguidelines-pro-type-member-init): written next.
    const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
    out.append(digits.data(), end);
}

void Writer::separate() {
    if (!first_) {
        out_ += ',';
    }
    first_ = false;
}

Writer& Writer::begin_object() {
    separate();
    out_ += '{';
    first_ = true;
    return *this;
}

Writer& Writer::end_object() {
    out_ += '}';
    first_ = false;
    return *this;
}

Writer& Writer::begin_array() {
    separate();
    out_ += '[';
    first_ = true;
    return *this;
}

Writer& Writer::end_array() {
    out_ += ']';
    first_ = false;
    return *this;
}

Writer& Writer::name(std::string_view name) {
    separate();
    append_string(out_, name);
    out_ += ':';
    first_ = true;
    return *this;
}

Writer& Writer::string(std::string_view text) {
    separate();
    append_string(out_, text);
    return *this;
}

Writer& Writer::integer(std::int64_t value) {
    separate();
    append_integer(out_, value);
    return *this;
}

Writer& Writer::boolean(bool value) {
    separate();
    out_ += value ? "true" : "false";
    return *this;
}

Writer& Writer::null() {
    separate();
    out_ += "null";
    return *this;
}

Writer& Writer::raw(std::string_view json) {
    separate();
    out_ += json;
    return *this;
}

}  // namespace hako::json
