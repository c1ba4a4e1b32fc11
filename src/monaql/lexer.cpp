// SPDX-License-Identifier: Apache-2.0
#include "monaql/lexer.hpp"

#include <array>
#include <utility>

namespace hako::monaql {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

bool is_name_start(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool is_name_part(char c) {
    return is_name_start(c) || is_digit(c);
}

bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/// What stands glued to a number is taken with it, so that `12abc` is refused as a whole.
bool is_number_part(char c) {
    return is_name_part(c) || c == '.' || c == '+' || c == '-';
}

int hex_value(char c) {
    if (is_digit(c)) {
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

template <class Is>
std::size_t skip(std::string_view text, std::size_t at, Is is) {
    while (at < text.size() && is(text[at])) {
        ++at;
    }
    return at;
}

/// Longer ones first: `==` before `=`.
constexpr std::array<std::pair<std::string_view, TokenKind>, 16> kSymbols{{
    {"==", TokenKind::eq},
    {"!=", TokenKind::ne},
    {">=", TokenKind::ge},
    {"<=", TokenKind::le},
    {"&&", TokenKind::conjunction},
    {"||", TokenKind::disjunction},
    {"=", TokenKind::eq},  // the upstream reference writes `age = 20` once
    {">", TokenKind::gt},
    {"<", TokenKind::lt},
    {"!", TokenKind::negation},
    {"(", TokenKind::open_group},
    {")", TokenKind::close_group},
    {"[", TokenKind::open_array},
    {"]", TokenKind::close_array},
    {",", TokenKind::comma},
    {"?", TokenKind::place_holder},
}};

constexpr std::string_view kSimpleEscapes = "\"\\/bfnrt";

}  // namespace

Token Lexer::next() {
    at_ = skip(text_, at_, is_space);
    const std::size_t begin = at_;
    if (begin == text_.size()) {
        return token(TokenKind::end, begin);
    }
    const char first = text_[begin];
    if (is_name_start(first)) {
        at_ = path_end(text_, begin);
        return token(TokenKind::word, begin);
    }
    if (is_digit(first) || first == '-') {
        at_ = skip(text_, begin, is_number_part);
        return token(TokenKind::number, begin);
    }
    if (first == '"') {
        return string(begin);
    }
    return symbol(begin);
}

Token Lexer::symbol(std::size_t begin) {
    for (const auto& [spelling, kind] : kSymbols) {
        if (text_.substr(begin).starts_with(spelling)) {
            at_ = begin + spelling.size();
            return token(kind, begin);
        }
    }
    at_ = begin + code_point_at(text_, begin).size();
    return token(TokenKind::other, begin);
}

Token Lexer::string(std::size_t begin) {
    std::optional<Fault> fault;
    at_ = begin + 1;
    while (!fault) {
        if (at_ == text_.size()) {
            fault = fault_at(at_, "a closing double quote");
        } else if (text_[at_] == '"') {
            ++at_;
            break;
        } else if (static_cast<unsigned char>(text_[at_]) < 0x20) {
            fault = fault_at(at_, "an escape for the control character");
        } else if (text_[at_] == '\\') {
            fault = escape();
        } else {
            ++at_;
        }
    }
    Token result = token(TokenKind::string, begin);
    result.fault = fault;
    return result;
}

std::optional<Fault> Lexer::escape() {
    const std::size_t backslash = at_++;
    if (at_ < text_.size() && text_[at_] == 'u') {
        ++at_;
        return unicode_escape(backslash);
    }
    if (at_ == text_.size() || kSimpleEscapes.find(text_[at_]) == std::string_view::npos) {
        return fault_at(at_, "one of JSON's escapes");
    }
    ++at_;
    return std::nullopt;
}

/// A code point beyond U+FFFF is written as two escapes, high surrogate first (RFC 8259, section
/// 7).
std::optional<Fault> Lexer::unicode_escape(std::size_t backslash) {
    unsigned unit = 0;
    if (auto fault = hex_digits(unit)) {
        return fault;
    }
    if (unit < 0xD800 || unit > 0xDFFF) {
        return std::nullopt;
    }
    if (unit >= 0xDC00) {
        return Fault{
            "a high surrogate before the low one",
            backslash,
            text_.substr(backslash, at_ - backslash)
        };
    }
    const std::size_t second = at_;
    if (text_.substr(at_).starts_with("\\u")) {
        at_ += 2;
        unsigned low = 0;
        if (auto fault = hex_digits(low)) {
            return fault;
        }
        if (low >= 0xDC00 && low <= 0xDFFF) {
            return std::nullopt;
        }
    }
    return fault_at(second, "a low surrogate after the high one");
}

std::optional<Fault> Lexer::hex_digits(unsigned& value) {
    for (int i = 0; i < 4; ++i) {
        const int digit = at_ < text_.size() ? hex_value(text_[at_]) : -1;
        if (digit < 0) {
            return fault_at(at_, "a hexadecimal digit");
        }
        value = value * 16 + static_cast<unsigned>(digit);
        ++at_;
    }
    return std::nullopt;
}

Fault Lexer::fault_at(std::size_t begin, std::string_view expected) const {
    return {expected, begin, code_point_at(text_, begin)};
}

Token Lexer::token(TokenKind kind, std::size_t begin) const {
    return {.kind = kind, .begin = begin, .text = text_.substr(begin, at_ - begin)};
}

std::size_t path_end(std::string_view text, std::size_t begin) {
    if (begin == text.size() || !is_name_start(text[begin])) {
        return begin;
    }
    std::size_t at = skip(text, begin, is_name_part);
    while (at + 1 < text.size() && text[at] == '.' && is_name_start(text[at + 1])) {
        at = skip(text, at + 1, is_name_part);
    }
    return at;
}

std::string_view code_point_at(std::string_view text, std::size_t begin) {
    std::size_t end = begin + 1;
    while (end < text.size() && end < begin + 4 &&
           (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
        ++end;
    }
    return text.substr(begin, end - begin);
}

bool is_json_number(std::string_view text) {
    std::size_t at = text.starts_with('-') ? 1 : 0;
    const auto digits = [&text, &at] {
        const std::size_t begin = at;
        at = skip(text, at, is_digit);
        return at > begin;
    };
    const bool leading_zero = text.substr(at).starts_with('0');
    const std::size_t integer = at;
    if (!digits() || (leading_zero && at > integer + 1)) {
        return false;
    }
    if (text.substr(at).starts_with('.')) {
        ++at;
        if (!digits()) {
            return false;
        }
    }
    if (text.substr(at).starts_with('e') || text.substr(at).starts_with('E')) {
        ++at;
        if (text.substr(at).starts_with('+') || text.substr(at).starts_with('-')) {
            ++at;
        }
        if (!digits()) {
            return false;
        }
    }
    return at == text.size();
}

}  // namespace hako::monaql
