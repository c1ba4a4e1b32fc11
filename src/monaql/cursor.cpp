// SPDX-License-Identifier: Apache-2.0
#include "monaql/cursor.hpp"

#include "base/limits.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hako::monaql {
namespace {

/// What is quoted from a query in an error is cut after this many characters.
constexpr std::size_t kQuotedCharactersMax = 40;

std::string excerpt(std::string_view text) {
    if (text.empty()) {
        return "the end of the query";
    }
    const auto first = static_cast<unsigned char>(text.front());
    if (first < 0x20 || first == 0x7F) {
        return fmt::format("U+{:04X}", first);
    }
    // What is longer is a word or a number: ASCII, so it can be cut at any byte.
    if (text.size() > kQuotedCharactersMax) {
        return fmt::format("\"{}...\"", text.substr(0, kQuotedCharactersMax));
    }
    return fmt::format("\"{}\"", text);
}

std::string described(const Token& token) {
    // A string may be long, and its quotes would not be told from ours.
    if (token.kind == TokenKind::string) {
        return "a string";
    }
    return excerpt(token.text);
}

}  // namespace

Cursor::Cursor(std::string_view text, std::string_view parameter)
    : text_(text), parameter_(parameter), lexer_(text), token_(lexer_.next()) {}

void Cursor::advance() {
    token_ = lexer_.next();
}

bool Cursor::take(TokenKind kind) {
    if (!at(kind)) {
        return false;
    }
    advance();
    return true;
}

Result<void> Cursor::require(TokenKind kind, std::string_view words) {
    if (!take(kind)) {
        return expected(words);
    }
    return {};
}

Error Cursor::expected(std::string_view words, std::string_view hint) const {
    return Error::invalid_param(
        parameter_,
        fmt::format(
            "Expected {} at character {}, found {}.{}",
            words,
            character(token_.begin),
            described(token_),
            hint
        )
    );
}

Error Cursor::expected(const Fault& fault) const {
    return Error::invalid_param(
        parameter_,
        fmt::format(
            "Expected {} at character {}, found {}.",
            fault.expected,
            character(fault.begin),
            excerpt(fault.found)
        )
    );
}

Error Cursor::refuse(std::string_view what, std::string_view rest) const {
    return Error::invalid_param(
        parameter_, fmt::format("{} at character {}{}", what, character(token_.begin), rest)
    );
}

Result<void> Cursor::enter() {
    if (depth_ == limits::kQueryDepthMax) {
        return too_deep();
    }
    ++depth_;
    return {};
}

void Cursor::leave() {
    --depth_;
}

Error Cursor::too_deep() const {
    return refuse("The nesting", fmt::format(" is deeper than {} levels.", limits::kQueryDepthMax));
}

std::string Cursor::character(std::size_t byte) const {
    const auto starts =
        std::count_if(text_.begin(), text_.begin() + static_cast<std::ptrdiff_t>(byte), [](char c) {
            return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
        });
    return std::to_string(starts + 1);
}

}  // namespace hako::monaql
