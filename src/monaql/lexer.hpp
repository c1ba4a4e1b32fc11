// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace hako::monaql {

enum class TokenKind : std::uint8_t {
    end,     ///< the end of the query
    word,    ///< a property path, a word operator, `true`, `false` or `null`
    number,  ///< begins as a number does; not checked to be one
    string,  ///< begins with a double quote; see Token::fault
    open_group,
    close_group,
    open_array,
    close_array,
    comma,
    place_holder,
    negation,
    conjunction,
    disjunction,
    eq,
    ne,
    gt,
    ge,
    lt,
    le,
    other,  ///< one character that begins nothing in MonaQL
};

/// What is wrong inside a string literal.
struct Fault {
    std::string_view expected;  ///< in words: "a closing double quote"
    std::size_t begin;          ///< byte offset of what stands there instead
    std::string_view found;     ///< its text; empty at the end of the query
};

struct Token {
    TokenKind kind;
    std::size_t begin;      ///< byte offset in the query
    std::string_view text;  ///< as it stands in the query, quotes of a string included
    std::optional<Fault> fault = std::nullopt;
};

/// Cuts a MonaQL text into tokens, one at a time. Every byte is looked at once. Any bytes may be
/// given: invalid UTF-8 gives tokens that the parser refuses.
class Lexer {
public:
    explicit Lexer(std::string_view text) : text_(text) {}

    /// The next token; the end again and again when there are no more.
    Token next();

private:
    Token symbol(std::size_t begin);
    Token string(std::size_t begin);
    std::optional<Fault> escape();
    std::optional<Fault> unicode_escape(std::size_t backslash);
    std::optional<Fault> hex_digits(unsigned& value);
    [[nodiscard]] Fault fault_at(std::size_t begin, std::string_view expected) const;
    [[nodiscard]] Token token(TokenKind kind, std::size_t begin) const;

    std::string_view text_;
    std::size_t at_ = 0;
};

/// The end of the path (`a`, `a.b`) that begins at byte `begin` of `text`; `begin` when there is
/// none.
std::size_t path_end(std::string_view text, std::size_t begin);

/// The bytes of the code point that begins at byte `begin`; empty at the end. At least one byte and
/// at most four, whatever stands there.
std::string_view code_point_at(std::string_view text, std::size_t begin);

/// Whether the text is a number as JSON writes it (RFC 8259, section 6).
bool is_json_number(std::string_view text);

}  // namespace hako::monaql
