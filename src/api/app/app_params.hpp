// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/param_types.hpp"
#include "crypto/secret.hpp"
#include "domain/callers.hpp"
#include "rpc/param_type.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What several methods of this front take.
namespace hako::api::app {

/// `options` of User.sendPasswordResetToken; members that are not known are passed over.
struct ResetOptions {
    std::string email_property = "_username";
    std::string template_name = "send_password_token";
};

/// A new password that the rules of the caller's backend allow; else empty, and what is wrong is
/// added under `parameter`. What is not given is not told here.
std::optional<crypto::Secret> checked_password(
    const std::optional<std::string>& text,
    const AppCaller& caller,
    std::string_view parameter,
    Error& wrong
);

/// The names as a selection of properties; empty: all.
std::optional<std::vector<std::string>> selection_of(std::optional<PropertyNames> names);

/// The string member `name` of an object put into `out`; absent and null leave it. False when it is
/// of another kind; `why` then says so.
bool take_text(json::Value object, std::string_view name, std::string& out, std::string& why);

}  // namespace hako::api::app

namespace hako::rpc {

template <>
struct ParamType<api::app::ResetOptions> {
    static std::optional<api::app::ResetOptions> decode(json::Value value, std::string& why);
    static void schema(json::Writer& writer);
};

}  // namespace hako::rpc
