// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/mail/recipient.hpp"
#include "domain/mail/template.hpp"
#include "rpc/param_type.hpp"

#include <optional>
#include <string>

/// What the fronts take about mails.
namespace hako::api {

/// Values for the places of a template: an object of texts, numbers and booleans; null is an empty
/// text. At most kMailSubstitutesMax.
struct SubstituteParams {
    mail::Substitutes values;
};

/// The `options` of what sends mail to a user: `emailPropertyName`, `templateName`. Members that
/// are not known are passed over, as upstream does.
struct MailOptions {
    std::string property{mail::kUsernameProperty};
    std::string template_name{mail::kResetTemplateName};
};

}  // namespace hako::api

namespace hako::rpc {

template <>
struct ParamType<api::SubstituteParams> {
    static std::optional<api::SubstituteParams> decode(json::Value value, std::string& why);
    static void schema(json::Writer& writer);
};

template <>
struct ParamType<api::MailOptions> {
    static std::optional<api::MailOptions> decode(json::Value value, std::string& why);
    static void schema(json::Writer& writer);
};

}  // namespace hako::rpc
