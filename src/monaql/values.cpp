// SPDX-License-Identifier: Apache-2.0
#include "monaql/values.hpp"

#include "base/check.hpp"
#include "base/limits.hpp"
#include "json/number.hpp"
#include "monaql/constant.hpp"

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <utility>

namespace hako::monaql {
namespace {

// What a query holds must be JSON that can be read back.
static_assert(limits::kQueryDepthMax <= limits::kJsonDepthMax);

constexpr std::string_view kValue = "a value";

/// In the order of json::Kind.
constexpr std::array<std::string_view, 6>
    kWithArticle{"null", "a boolean", "a number", "a string", "an array", "an object"};

std::string_view with_article(json::Kind kind) {
    return kWithArticle.at(static_cast<std::size_t>(kind));
}

bool is_constant_word(const Token& token) {
    return token.kind == TokenKind::word &&
           (token.text == "true" || token.text == "false" || token.text == "null");
}

}  // namespace

Result<Constant> ValueReader::constant() {
    if (!cursor_.at(TokenKind::place_holder)) {
        return literal();
    }
    HAKO_TRY_ASSIGN(const std::optional<json::Value> value, bound());
    cursor_.advance();
    return value ? make_constant(*value) : Constant();
}

Result<Constant> ValueReader::literal() {
    std::string raw;
    HAKO_TRY(append_value(raw));
    const auto fault = document_.parse(raw);
    check(!fault, "a literal that is not JSON");
    return make_constant(document_.root());
}

Result<std::vector<Constant>> ValueReader::list() {
    if (cursor_.at(TokenKind::place_holder)) {
        return bound_list();
    }
    if (!cursor_.at(TokenKind::open_array)) {
        return cursor_.expected("an array");
    }
    std::vector<Constant> constants;
    HAKO_TRY(array([&]() -> Result<void> {
        HAKO_TRY_ASSIGN(Constant element, constant());
        constants.push_back(std::move(element));
        return {};
    }));
    return constants;
}

Result<std::vector<Constant>> ValueReader::bound_list() {
    HAKO_TRY_ASSIGN(const std::optional<json::Value> value, bound());
    std::vector<Constant> constants;
    if (value) {
        if (!value->is(json::Kind::array)) {
            return cursor_.refuse(
                "Expected an array",
                fmt::format(", found a place holder for {}.", with_article(value->kind()))
            );
        }
        constants.reserve(value->size());
        for (const json::Value element : value->elements()) {
            constants.push_back(make_constant(element));
        }
    }
    cursor_.advance();
    return constants;
}

Result<void> ValueReader::append_value(std::string& out) {
    const Token& token = cursor_.token();
    if (token.kind == TokenKind::number) {
        return append_number(out);
    }
    if (token.kind == TokenKind::string) {
        return append_string(out);
    }
    if (token.kind == TokenKind::open_array) {
        return append_array(out);
    }
    if (token.kind == TokenKind::place_holder) {
        return append_bound(out);
    }
    if (is_constant_word(token)) {
        append_token(out);
        return {};
    }
    const bool single_quote = token.text == "'";
    return cursor_.expected(kValue, single_quote ? " Strings stand in double quotes." : "");
}

Result<void> ValueReader::append_number(std::string& out) {
    const std::string_view text = cursor_.token().text;
    if (!is_json_number(text)) {
        return cursor_.expected(kValue);
    }
    if (text.size() > limits::kJsonNumberCharactersMax) {
        return cursor_.refuse(
            "The number",
            fmt::format(" has more than {} characters.", limits::kJsonNumberCharactersMax)
        );
    }
    if (!json::fits_double(text)) {
        return cursor_.refuse("The number", " is out of the range of a double.");
    }
    append_token(out);
    return {};
}

Result<void> ValueReader::append_string(std::string& out) {
    const Token& token = cursor_.token();
    if (token.fault) {
        return cursor_.expected(*token.fault);
    }
    if (document_.parse(token.text)) {
        return cursor_.refuse("The string", " is not valid UTF-8.");
    }
    append_token(out);
    return {};
}

Result<void> ValueReader::append_array(std::string& out) {
    out += '[';
    HAKO_TRY(array([&]() -> Result<void> {
        if (out.back() != '[') {
            out += ',';
        }
        return append_value(out);
    }));
    out += ']';
    return {};
}

Result<void> ValueReader::append_bound(std::string& out) {
    HAKO_TRY_ASSIGN(const std::optional<json::Value> value, bound());
    if (value) {
        value->append_canonical(out);
    } else {
        out += "null";
    }
    cursor_.advance();
    return {};
}

template <class Element>
Result<void> ValueReader::array(Element element) {
    HAKO_TRY(cursor_.enter());
    cursor_.advance();
    if (!cursor_.take(TokenKind::close_array)) {
        do {
            HAKO_TRY(add_elements(1));
            HAKO_TRY(element());
        } while (cursor_.take(TokenKind::comma));
        HAKO_TRY(cursor_.require(TokenKind::close_array, "\",\" or \"]\""));
    }
    cursor_.leave();
    return {};
}

Result<std::optional<json::Value>> ValueReader::bound() {
    const std::optional<json::Value> value = bindings_.next();
    if (value) {
        const Extent extent = measure(*value);
        if (cursor_.depth() + extent.depth > limits::kQueryDepthMax) {
            return cursor_.too_deep();
        }
        HAKO_TRY(add_elements(extent.elements));
    }
    return value;
}

Result<void> ValueReader::add_elements(std::size_t count) {
    elements_ += count;
    if (elements_ > limits::kQueryArrayElementsMax) {
        return cursor_.refuse(
            "The value",
            fmt::format(
                " takes the query's arrays over {} elements in all.", limits::kQueryArrayElementsMax
            )
        );
    }
    return {};
}

void ValueReader::append_token(std::string& out) {
    out += cursor_.token().text;
    cursor_.advance();
}

}  // namespace hako::monaql
