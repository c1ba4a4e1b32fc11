// SPDX-License-Identifier: Apache-2.0
// Queries. Input: a query, its bind parameters as a JSON array, an object to match; one a line.

#include "base/limits.hpp"
#include "monaql/evaluate.hpp"
#include "monaql/parse.hpp"
#include "target.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <variant>

namespace hako::fuzz {
namespace {

constexpr std::array<std::string_view, 4> kSystem{
    "_id",
    "_createdAt",
    "_updatedAt",
    "_ownerUserOid"
};
constexpr monaql::ParameterNames kNames{.query = "criteria", .bind = "bindParams"};

bool holds_object(const monaql::Node& node) {
    const auto any = [](const auto& terms) {
        return std::any_of(terms.begin(), terms.end(), holds_object);
    };
    if (const auto* comparison = std::get_if<monaql::Comparison>(&node.kind)) {
        // A brace may also stand in a string; to pass over such a query costs little.
        return std::any_of(
            comparison->values.begin(),
            comparison->values.end(),
            [](const monaql::Constant& value) { return value.raw.find('{') != std::string::npos; }
        );
    }
    if (const auto* both = std::get_if<monaql::And>(&node.kind)) {
        return any(both->terms);
    }
    if (const auto* either = std::get_if<monaql::Or>(&node.kind)) {
        return any(either->terms);
    }
    return holds_object(*std::get<monaql::Not>(node.kind).term);
}

/// Looks properties up in an object; nothing when it is none.
class Object {
public:
    explicit Object(std::string_view text)
        : is_object_(!document_.parse(text) && document_.root().is(json::Kind::object)) {}

    [[nodiscard]] std::optional<std::string_view> find(const monaql::Path& path) const {
        if (!is_object_) {
            return std::nullopt;
        }
        json::Value value = document_.root();
        for (const std::string& part : path.parts) {
            if (!value.is(json::Kind::object)) {
                return std::nullopt;
            }
            const auto member = value.find(part);
            if (!member) {
                return std::nullopt;
            }
            value = *member;
        }
        return value.text();
    }

private:
    json::Document document_;
    bool is_object_;
};

void check_query(const monaql::Node& query, const Object& object) {
    const auto source = [&object](const monaql::Path& path) { return object.find(path); };
    const bool matched = monaql::matches(query, source);
    const std::string text = monaql::print(query);
    if (holds_object(query) || text.size() > limits::kQueryBytesMax) {
        return;
    }
    const auto again = monaql::parse(text, std::nullopt, kSystem, kNames);
    require(again.has_value() && *again != nullptr, "what is printed can be parsed");
    require(**again == query, "what is printed is the same tree");
    require(monaql::print(**again) == text, "what is printed is printed alike");
    require(monaql::matches(**again, source) == matched, "the same tree matches alike");

    const auto negated = monaql::parse("!(" + text + ")", std::nullopt, kSystem, kNames);
    // One level more may be one too many.
    require(
        !negated.has_value() || monaql::matches(**negated, source) != matched,
        "a negation matches what the query does not"
    );
}

}  // namespace
}  // namespace hako::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hako;
    using namespace hako::fuzz;
    std::string_view rest = text_of(data, size);
    const std::string_view text = take_line(rest);
    const std::string_view bind_text = take_line(rest);
    const Object object(rest);

    json::Document bind;
    std::optional<json::Value> values;
    if (!bind.parse(bind_text)) {
        values = bind.root();
    }
    const auto query = monaql::parse(text, values, kSystem, kNames);
    if (query.has_value() && *query != nullptr) {
        check_query(**query, object);
    }
    monaql::parse_path(text, kSystem);
    return 0;
}
