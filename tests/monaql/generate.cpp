// SPDX-License-Identifier: Apache-2.0
#include "tests/monaql/generate.hpp"

#include "base/check.hpp"
#include "json/document.hpp"
#include "monaql/parse.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace hako::monaql::corpus {
namespace {

/// Several spellings of the same value stand side by side on purpose.
constexpr std::string_view kNumbers[] = {
    "0",
    "-0",
    "0.0",
    "1",
    "1.0",
    "1e0",
    "10e-1",
    "2",
    "-1",
    "-1.00",
    "-2",
    "0.1",
    "0.10",
    "1e-1",
    "0.10000000000000001",
    "-0.5",
    "10",
    "1E1",
    "100",
    "1e2",
    "99.5",
    "9007199254740991",
    "9007199254740992",
    "9007199254740993",
    "9007199254740993.0",
    "-9007199254740993",
    "9007199254740994",
    "9223372036854775807",
    "9223372036854775808",
    "12345678901234567890",
    "12345678901234567891",
    "1234567890123456789e1",
    "1e300",
    "-1e300",
    "1e-300",
    "-1e-300",
    "1.7976931348623157e308",
    "3.14159265358979323846264338327950288",
    "1000000",
    "1e6"
};

constexpr std::string_view kStrings[] = {
    R"("")",         R"("a")",
    R"("\u0061")",   R"("A")",
    R"("aa")",       R"("ab")",
    R"("b")",        R"("a ")",
    R"("1")",        R"("10")",
    R"("null")",     R"("true")",
    R"("é")",        R"("e\u0301")",
    R"("あ")",       R"("\u3042")",
    R"("アイ")",     R"("\ufffd")",
    R"("😀")",       R"("\ud83d\ude00")",
    R"("a\nb")",     R"("\"")",
    R"("\\")",       R"("\/")",
    R"("/")",        R"("\u0000")",
    R"("\u0000a")",  R"("a\u0000")",
    R"("a\u0000b")", R"("%")",
    R"("_")",        R"("a%")",
    R"("'")",        R"("? && b == 1")",
    R"("{}")",       R"("\u007f")",
    R"("\u0001")",   R"("zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz")"
};

/// Top-level names of an item. `A` and `a` are different, as are `a` and `ab`.
constexpr std::string_view kNames[] = {"a", "b", "c", "A", "ab", "o", "tags", "group_id"};

/// Names inside an object: any JSON name may stand there, written in any way.
constexpr std::string_view kInnerNames[] = {
    R"("a")",
    R"("b")",
    R"("c")",
    R"("o")",
    R"("_x")",
    R"("")",
    R"("\u0061")",
    R"("a.b")",
    R"("あ")",
    R"("q\"uote")",
    R"("back\\slash")"
};

constexpr std::string_view kInnerPaths[] =
    {"o.a", "o.b", "o.c", "o._x", "o.o", "o.o.a", "o.o.b", "a.b", "a.a", "c.a", "tags.a", "o.o.o.a"
};

constexpr std::string_view kSystemPaths[] = {"_id", "_createdAt", "_updatedAt", "_ownerUserOid"};

constexpr std::string_view kSingleOperators[] =
    {"==", "==", "==", "=", "!=", "!=", ">", ">=", "<", "<=", " CONTAINS ", " contains "};

constexpr std::string_view kListOperators[] = {" IN ", " in", " NIN", " nIn "};

constexpr std::size_t kDepthMax = 3;
constexpr std::uint64_t kFirstMillis = 1'700'000'000'000ULL;

/// A time-ordered UUID (version 7, RFC 9562) for the n-th millisecond.
Uuid uuid7(std::uint64_t millis, std::uint64_t random) {
    return {
        .high = (millis << 16U) | 0x7000U | (random & 0xFFFU),
        .low = 0x8000000000000000ULL | (random >> 2U)
    };
}

/// Whether an object's text already has this name, in this or another spelling.
bool has_name(const std::vector<std::string>& names, std::string_view quoted) {
    json::Document document;
    check(!document.parse(quoted), "a name of the corpus that is not a JSON string");
    return std::find(names.begin(), names.end(), document.root().string()) != names.end();
}

std::string unquoted(std::string_view quoted) {
    json::Document document;
    check(!document.parse(quoted), "a name of the corpus that is not a JSON string");
    return document.root().string();
}

std::string in_quotes(std::string_view text) {
    return '"' + std::string(text) + '"';
}

Path parsed_path(const std::string& text) {
    const std::optional<Path> path = parse_path(text, kSystemPaths);
    check(path.has_value(), "a path of the corpus that is none");
    return *path;
}

/// The value at a path of an object; null when there is none.
std::string stored_value(std::string_view object, const std::string& path) {
    json::Document document;
    check(!document.parse(object), "an item of the corpus that is not JSON");
    json::Value value = document.root();
    const Path where = parsed_path(path);
    for (const std::string& part : where.parts) {
        const auto inner = value.is(json::Kind::object) ? value.find(part) : std::nullopt;
        if (!inner) {
            return "null";
        }
        value = *inner;
    }
    return value.canonical();
}

/// Whether a JSON value can be written as a MonaQL literal: objects cannot.
bool has_literal(std::string_view json) {
    return json.find('{') == std::string_view::npos;
}

}  // namespace

std::vector<items::Item> Generator::items(std::size_t count) {
    items_.clear();
    const UserId owners[] = {UserId(uuid7(kFirstMillis, 1)), UserId(uuid7(kFirstMillis, 2))};
    for (std::size_t i = 0; i < count; ++i) {
        const auto created = static_cast<UnixMillis>(kFirstMillis + choice_.below(count / 2 + 1));
        items_.push_back(
            {.id = ItemId(uuid7(kFirstMillis + i, choice_.next())),
             .created_at = created,
             .updated_at = created + static_cast<UnixMillis>(choice_.below(3)),
             .owner = choice_.chance(60) ? std::optional(choice_.one_of(owners)) : std::nullopt,
             .permission = "{}",
             .properties = "{"}
        );
        std::string& properties = items_.back().properties;
        for (const std::string_view name : kNames) {
            if (choice_.chance(75)) {
                properties += properties.size() > 1 ? "," : "";
                properties += in_quotes(name) + ":";
                properties += name == "o" && choice_.chance(80)      ? object(kDepthMax, 6)
                              : name == "tags" && choice_.chance(80) ? array(kDepthMax)
                                                                     : value(kDepthMax);
            }
        }
        properties += "}";
    }
    return items_;
}

std::string Generator::object(std::size_t depth, std::size_t members_max) {
    std::string out = "{";
    std::vector<std::string> names;
    const std::size_t wanted = choice_.below(members_max + 1);
    for (std::size_t i = 0; i < wanted; ++i) {
        const std::string_view name = choice_.one_of(kInnerNames);
        if (!has_name(names, name)) {
            out += names.empty() ? "" : ",";
            names.push_back(unquoted(name));
            out += name;
            out += ':';
            out += names.back() == "o" ? object(depth - 1, depth > 1 ? 3 : 0) : value(depth - 1);
        }
    }
    return out + "}";
}

std::string Generator::array(std::size_t depth) {
    std::string out = "[";
    const std::size_t size = choice_.below(4);
    for (std::size_t i = 0; i < size; ++i) {
        out += i == 0 ? "" : ",";
        out += value(depth - 1);
    }
    return out + "]";
}

std::string Generator::scalar() {
    const std::size_t kind = choice_.below(100);
    if (kind < 10) {
        return "null";
    }
    if (kind < 25) {
        return choice_.chance(50) ? "true" : "false";
    }
    if (kind < 65) {
        // Half of the numbers are small, so that ties and equal values are common.
        return choice_.chance(50) ? std::to_string(choice_.below(6))
                                  : std::string(choice_.one_of(kNumbers));
    }
    return std::string(choice_.one_of(kStrings));
}

std::string Generator::value(std::size_t depth) {
    const std::size_t kind = choice_.below(100);
    if (depth > 0 && kind < 10) {
        return array(depth);
    }
    if (depth > 0 && kind < 18) {
        return object(depth, 3);
    }
    return scalar();
}

std::string Generator::path() {
    const std::size_t kind = choice_.below(100);
    if (kind < 12) {
        return std::string(choice_.one_of(kSystemPaths));
    }
    if (kind < 35) {
        return std::string(choice_.one_of(kInnerPaths));
    }
    return kind < 38 ? "missing" : std::string(choice_.one_of(kNames));
}

std::string Generator::space() {
    return choice_.chance(70) ? "" : choice_.chance(80) ? " " : "\n\t";
}

Sorting Generator::random_sorting() {
    return {parsed_path(path()), choice_.chance(50) ? SortOrder::asc : SortOrder::desc};
}

Question Generator::question() {
    Question question;
    if (!choice_.chance(4)) {
        append_expression(question, kDepthMax);
    }
    question.bind = "[" + question.bind + "]";
    if (choice_.chance(80)) {
        question.sorting = random_sorting();
        for (std::size_t more = choice_.chance(20) ? 1 + choice_.below(2) : 0; more > 0; --more) {
            question.then_by.push_back(random_sorting());
        }
    }
    question.page.limit = static_cast<std::int64_t>(1 + choice_.below(items_.size() + 2));
    const std::size_t pages = choice_.chance(50) ? 0 : choice_.below(4);
    question.page.offset = static_cast<std::int64_t>(pages) * question.page.limit;
    return question;
}

void Generator::append_expression(Question& question, std::size_t depth) {
    std::string& text = question.text;
    const std::size_t kind = choice_.below(100);
    if (depth == 0 || kind < 45) {
        append_comparison(question);
    } else if (kind < 75) {
        append_expression(question, depth - 1);
        text += space() + (choice_.chance(50) ? "&&" : "||") + space();
        append_expression(question, depth - 1);
    } else {
        text += choice_.chance(50) ? "!" + space() : "";
        text += "(" + space();
        append_expression(question, depth - 1);
        text += space() + ")";
    }
}

void Generator::append_comparison(Question& question) {
    const std::string where = path();
    question.text += where + space();
    if (choice_.chance(25)) {
        question.text += choice_.one_of(kListOperators);
        append_list(question, where);
    } else {
        question.text += choice_.one_of(kSingleOperators);
        question.text += space();
        append_constant(question, constant_for(where));
    }
}

void Generator::append_list(Question& question, const std::string& where) {
    std::vector<std::string> elements;
    const std::size_t size = choice_.below(5);
    for (std::size_t i = 0; i < size; ++i) {
        elements.push_back(constant_for(where));
    }
    if (choice_.chance(40)) {
        std::string bound = "[";
        for (const std::string& element : elements) {
            bound += (bound.size() > 1 ? "," : "") + element;
        }
        append_bound(question, bound + "]");
        return;
    }
    question.text += "[";
    for (std::size_t i = 0; i < size; ++i) {
        question.text += i == 0 ? "" : "," + space();
        append_constant(question, elements[i]);
    }
    question.text += "]";
}

void Generator::append_constant(Question& question, const std::string& constant) {
    if (choice_.chance(25) || !has_literal(constant)) {
        append_bound(question, constant);
    } else {
        question.text += constant;
    }
}

void Generator::append_bound(Question& question, const std::string& constant) {
    question.text += "?";
    question.bind += (question.bind.empty() ? "" : ", ") + constant;
}

/// Mostly what some item has there, or most questions would find nothing.
std::string Generator::constant_for(const std::string& path) {
    if (items_.empty() || choice_.chance(10)) {
        return value(kDepthMax);
    }
    const items::Item& item = items_[choice_.below(items_.size())];
    if (path == "_id") {
        return in_quotes(item.id.text());
    }
    if (path == "_createdAt" || path == "_updatedAt") {
        return std::to_string(item.created_at);
    }
    if (path == "_ownerUserOid") {
        const UserId* user = item.owner.user();
        return user != nullptr ? in_quotes(user->text()) : "null";
    }
    return choice_.chance(70) ? stored_value(item.properties, path) : value(1);
}

ListQuery list_query(const Question& question) {
    json::Document bind;
    check(!bind.parse(question.bind), "bind parameters of the corpus that are not JSON");
    auto filter = parse(
        question.text,
        bind.root(),
        items::kAppQueryProperties,
        {.query = "criteria", .bind = "bindParams"}
    );
    check(filter.has_value(), "a question of the corpus that does not parse");
    return {
        .filter = std::move(*filter),
        .sorting = question.sorting,
        .then_by = question.then_by,
        .page = question.page,
        .properties = std::nullopt,
        .name_part = std::nullopt
    };
}

}  // namespace hako::monaql::corpus
