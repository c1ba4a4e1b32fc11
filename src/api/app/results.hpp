// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/secret.hpp"
#include "domain/sessions/account_service.hpp"
#include "domain/users/user.hpp"
#include "rpc/result_type.hpp"

#include <optional>
#include <string>
#include <vector>

/// What the methods answer, as the wire shows it.
namespace hako::api::app {

struct RequestScope;

/// `{user, loginToken}`
struct LoginResult {
    users::User user;
    crypto::Secret login_token;
};

/// Answers a login: its session goes into the reply's header.
LoginResult login_result(sessions::Login login, RequestScope& request);

/// `{properties}`: own properties, without the system's.
struct PropertiesResult {
    std::string stored;  ///< a canonical JSON object
    std::optional<std::vector<std::string>> selection;
};

}  // namespace hako::api::app

namespace hako::rpc {

template <>
struct ResultType<api::app::LoginResult> {
    static void write(std::string& out, const api::app::LoginResult& result);
    static void schema(json::Writer& writer);
};

template <>
struct ResultType<api::app::PropertiesResult> {
    static void write(std::string& out, const api::app::PropertiesResult& result);
    static void schema(json::Writer& writer);
};

}  // namespace hako::rpc
