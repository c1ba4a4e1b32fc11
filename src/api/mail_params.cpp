// SPDX-License-Identifier: Apache-2.0
#include "api/mail_params.hpp"

#include "api/schema.hpp"
#include "base/limits.hpp"

#include <utility>

namespace hako::rpc {
namespace {

using json::Kind;

std::nullopt_t refuse(std::string& why, std::string text) {
    why = std::move(text);
    return std::nullopt;
}

/// As it stands in a mail; empty when it is none that can.
std::optional<std::string> text_of(json::Value value) {
    switch (value.kind()) {
        case Kind::string:
            return value.string();
        case Kind::number:
        case Kind::boolean:
            return std::string(value.text());
        case Kind::null:
            return std::string();
        case Kind::array:
        case Kind::object:
            break;
    }
    return std::nullopt;
}

}  // namespace

std::optional<api::SubstituteParams>
ParamType<api::SubstituteParams>::decode(json::Value value, std::string& why) {
    if (value.is(Kind::array) && value.size() == 0) {
        return api::SubstituteParams();
    }
    if (!value.is(Kind::object)) {
        return refuse(why, "Must be an object.");
    }
    if (value.size() > limits::kMailSubstitutesMax) {
        return refuse(
            why, "At most " + std::to_string(limits::kMailSubstitutesMax) + " may be given."
        );
    }
    api::SubstituteParams params;
    for (const auto& [name, member] : value.members()) {
        auto text = text_of(member);
        if (!text) {
            return refuse(why, "Each value must be a string, a number, a boolean or null.");
        }
        params.values.emplace(name.string(), *std::move(text));
    }
    return params;
}

void ParamType<api::SubstituteParams>::schema(json::Writer& writer) {
    api::schema::object(writer);
}

}  // namespace hako::rpc
