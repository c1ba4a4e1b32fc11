// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.hpp"
#include "base/result.hpp"
#include "monaql/lexer.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace hako::monaql {

/// Where the parser stands: the current token, how deep it is, and the words for what is wrong.
/// Every Error it makes is invalid_params under the query's parameter.
class Cursor {
public:
    /// Both texts must outlive it.
    Cursor(std::string_view text, std::string_view parameter);

    [[nodiscard]] const Token& token() const {
        return token_;
    }

    [[nodiscard]] bool at(TokenKind kind) const {
        return token_.kind == kind;
    }

    void advance();

    /// Steps over a token of this kind; false when another one stands here.
    bool take(TokenKind kind);

    /// Steps over a token of this kind, or fails with `Expected {words} at character N, found ...`.
    Result<void> require(TokenKind kind, std::string_view words);

    /// `Expected {words} at character N, found {the current token}.{hint}`
    [[nodiscard]] Error expected(std::string_view words, std::string_view hint = "") const;

    /// The same for what is wrong inside a string.
    [[nodiscard]] Error expected(const Fault& fault) const;

    /// `{what} at character N{rest}`, for the current token.
    [[nodiscard]] Error refuse(std::string_view what, std::string_view rest) const;

    /// One level deeper (a group, an array). Fails when that is over kQueryDepthMax.
    Result<void> enter();
    void leave();

    [[nodiscard]] std::size_t depth() const {
        return depth_;
    }

    /// The refusal of what would be nested too deep, at the current token.
    [[nodiscard]] Error too_deep() const;

private:
    /// 1-based, in code points. Counted only for an error, so parsing stays linear.
    [[nodiscard]] std::string character(std::size_t byte) const;

    std::string_view text_;
    std::string_view parameter_;
    Lexer lexer_;
    Token token_;
    std::size_t depth_ = 0;
};

}  // namespace hako::monaql
