// SPDX-License-Identifier: Apache-2.0
#include "api/app/app_params.hpp"

#include "domain/backends/backend.hpp"
#include "domain/users/password.hpp"

#include <utility>

namespace hako::api::app {

std::optional<crypto::Secret> checked_password(
    const std::optional<std::string>& text,
    const AppCaller& caller,
    std::string_view parameter,
    Error& wrong
) {
    if (!text) {
        return std::nullopt;
    }
    std::string why;
    const auto& settings = caller.backend().backend.settings;
    auto password = users::parse_new_password(*text, settings.password_length_min, why);
    if (!password) {
        wrong.add_param(parameter, why);
    }
    return password;
}

std::optional<std::vector<std::string>> selection_of(std::optional<PropertyNames> names) {
    return names ? std::optional(std::move(names->names)) : std::nullopt;
}

bool take_text(json::Value object, std::string_view name, std::string& out, std::string& why) {
    std::string scratch;
    for (const auto& member : object.members()) {
        if (member.name.string(scratch) != name || member.value.is(json::Kind::null)) {
            continue;
        }
        if (!member.value.is(json::Kind::string)) {
            why = "The member " + std::string(name) + " must be a string.";
            return false;
        }
        out = member.value.string();
    }
    return true;
}

}  // namespace hako::api::app

namespace hako::rpc {

std::optional<api::app::ResetOptions>
ParamType<api::app::ResetOptions>::decode(json::Value value, std::string& why) {
    api::app::ResetOptions options;
    const bool is_list = value.is(json::Kind::array) && value.size() == 0;
    if (is_list) {
        return options;  // PHP's empty object
    }
    if (!value.is(json::Kind::object)) {
        why = "Must be an object.";
        return std::nullopt;
    }
    const bool good =
        api::app::take_text(value, "emailPropertyName", options.email_property, why) &&
        api::app::take_text(value, "templateName", options.template_name, why);
    return good ? std::optional(std::move(options)) : std::nullopt;
}

void ParamType<api::app::ResetOptions>::schema(json::Writer& writer) {
    writer.begin_object().name("type").string("object").name("properties").begin_object();
    for (const auto* name : {"emailPropertyName", "templateName"}) {
        writer.name(name);
        ParamType<std::string>::schema(writer);
    }
    writer.end_object().end_object();
}

}  // namespace hako::rpc
