// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/mail/template.hpp"
#include "rpc/param_type.hpp"

#include <optional>

/// What the fronts take about mails.
namespace hako::api {

/// Values for the places of a template: an object of texts, numbers and booleans; null is an empty
/// text. At most kMailSubstitutesMax. An empty array is none: some languages write it for `{}`.
struct SubstituteParams {
    mail::Substitutes values;
};

}  // namespace hako::api

namespace hako::rpc {

template <>
struct ParamType<api::SubstituteParams> {
    static std::optional<api::SubstituteParams> decode(json::Value value, std::string& why);
    static void schema(json::Writer& writer);
};

}  // namespace hako::rpc
