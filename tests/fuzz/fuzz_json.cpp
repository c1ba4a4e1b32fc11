// SPDX-License-Identifier: Apache-2.0
// JSON texts: read strictly, written back, ordered, and compared with what simdjson takes.
// Input: a text.

#include "json/document.hpp"
#include "json/number.hpp"
#include "json/order_key.hpp"
#include "json/stored_text.hpp"
#include "json/write.hpp"
#include "target.hpp"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <compare>
#include <optional>
#include <string>
#include <vector>

namespace hako::fuzz {
namespace {

using json::Kind;
using json::Value;

constexpr std::size_t kNumbersCompared = 12;

/// Calls `visit` with the value and all it holds.
template <class Visit>
void walk(Value value, const Visit& visit) {
    visit(value);
    if (value.is(Kind::array)) {
        for (const Value element : value.elements()) {
            walk(element, visit);
        }
    } else if (value.is(Kind::object)) {
        for (const json::Member member : value.members()) {
            visit(member.name);
            walk(member.value, visit);
        }
    }
}

std::string order_key(Value value) {
    std::string key;
    json::append_order_key(key, value);
    return key;
}

std::string equality_text(Value value) {
    std::string text;
    json::append_equality_text(text, value);
    return text;
}

/// An integer that 64 bits do not hold: good JSON that simdjson's parser refuses.
bool has_big_integer(Value root) {
    bool found = false;
    walk(root, [&found](Value value) {
        found = found || (value.is(Kind::number) && value.text().size() >= 19 &&
                          value.text().find_first_of(".eE") == std::string_view::npos);
    });
    return found;
}

/// What Hako refuses and simdjson need not.
bool is_house_rule(std::string_view what) {
    constexpr std::array<std::string_view, 5> kRules{
        "Duplicate member name",
        "Nested too deeply",
        "Number out of range",
        "Lone surrogate",
        "Byte order mark",
    };
    return std::find(kRules.begin(), kRules.end(), what) != kRules.end();
}

void check_against_simdjson(
    std::string_view text,
    const json::Document& document,
    const std::optional<json::SyntaxError>& error
) {
    static simdjson::dom::parser parser;
    simdjson::dom::element element;
    const simdjson::padded_string padded(text.data(), text.size());
    const bool accepted = parser.parse(padded).get(element) == simdjson::SUCCESS;
    if (error) {
        require(!accepted || is_house_rule(error->what), "refuses for a reason of its own");
    } else {
        require(accepted || has_big_integer(document.root()), "takes only what simdjson takes");
    }
}

void check_canonical(Value value) {
    const std::string canonical = value.canonical();
    json::Document again;
    require(!again.parse(canonical), "canonical text is JSON");
    const Value same = again.root();
    require(same.text() == canonical && same.canonical() == canonical, "canonical text stays");
    require(order_key(same) == order_key(value), "canonical text sorts alike");
    require(equality_text(same) == equality_text(value), "canonical text is equal");
    require(same.has_long_number() == value.has_long_number(), "long numbers stay");
}

void check_string(Value value) {
    std::string scratch;
    const std::string text = value.string();
    require(value.string(scratch) == text, "both ways to unescape agree");
    std::string written;
    json::append_string(written, text);
    json::Document again;
    require(!again.parse(written), "a written string is JSON");
    require(again.root().string() == text, "a written string is the same");
}

void check_numbers(Value a, Value b) {
    const auto by_value = json::compare_numbers(a.text(), b.text());
    require(
        (json::compare_numbers(b.text(), a.text()) <=> 0) == (0 <=> by_value),
        "numbers compare alike from both sides"
    );
    const auto sign = [](int result) { return (result > 0) - (result < 0); };
    const int by_key = sign(order_key(a).compare(order_key(b)));
    require(
        by_key == (by_value > 0) - (by_value < 0), "order keys of numbers compare as their values"
    );
    require(
        (equality_text(a) == equality_text(b)) == (by_value == 0), "equal numbers have equal texts"
    );
}

/// A stored object: canonical, with plain names.
void check_stored(Value object) {
    std::string plain = "{";
    std::vector<std::pair<std::string, std::string>> members;
    for (const json::Member member : object.members()) {
        members.emplace_back("p" + std::to_string(members.size()), member.value.canonical());
        plain += (members.size() > 1 ? ",\"" : "\"") + members.back().first +
                 "\":" + members.back().second;
    }
    plain += "}";

    std::size_t count = 0;
    json::for_each_stored(plain, [&](std::string_view name, std::string_view raw) {
        require(count < members.size(), "no member more");
        require(name == members[count].first && raw == members[count].second, "the same member");
        ++count;
    });
    require(count == members.size(), "no member less");
    for (const auto& [name, raw] : members) {
        const std::array<std::string, 1> path{name};
        require(json::find_stored(plain, path) == std::string_view(raw), "each member is found");
    }
    require(json::merge_stored(plain, plain) == plain, "merging the same changes nothing");
    require(json::merge_stored("{}", plain) == plain, "merging into nothing gives all");
    require(json::merge_stored(plain, "{}") == plain, "merging nothing changes nothing");
}

void check_good(Value root) {
    check_canonical(root);
    std::vector<Value> numbers;
    walk(root, [&numbers](Value value) {
        if (value.is(Kind::string)) {
            check_string(value);
        } else if (value.is(Kind::number) && numbers.size() < kNumbersCompared) {
            numbers.push_back(value);
        }
        std::string raw_key;
        json::append_raw_order_key(raw_key, value.text());
        require(raw_key == order_key(value), "raw text has the order key of its value");
    });
    for (const Value a : numbers) {
        require(json::fits_double(a.text()), "a number that was taken fits a double");
        json::integral_value(a.text());
        for (const Value b : numbers) {
            check_numbers(a, b);
        }
    }
    if (root.is(Kind::object)) {
        check_stored(root);
    }
}

}  // namespace
}  // namespace hako::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hako;
    using namespace hako::fuzz;
    const std::string_view text = text_of(data, size);
    json::Document document;
    const auto error = document.parse(text);
    const auto again = document.parse(text);
    require(error.has_value() == again.has_value(), "a document that is used again decides alike");
    if (error) {
        require(error->byte == again->byte && error->what == again->what, "and says the same");
        require(error->byte <= text.size(), "an error is somewhere in the text");
    }
    check_against_simdjson(text, document, error);
    if (!error) {
        check_good(document.root());
    }
    return 0;
}
