// SPDX-License-Identifier: Apache-2.0
#include "api/app/methods.hpp"
#include "api/app/results.hpp"
#include "api/param_types.hpp"

namespace hako::api::app {
namespace {

struct Params {
    std::optional<std::string> username;
    std::optional<std::string> password;
    PropertyChanges own;
    std::optional<users::Credentials> credentials;

    void check(const AppCaller& caller, Error& wrong) {
        credentials =
            users::Credentials::check(username, password, caller.backend().backend.settings, wrong);
    }
};

constexpr auto kParams = rpc::params<Params>(
    rpc::required("username", &Params::username),
    rpc::required("password", &Params::password),
    rpc::optional("properties", &Params::own)
);

Task<Result<LoginResult>> run(Params params, const AppCaller& caller, Services& services) {
    auto registering = services.accounts.register_user(
        caller, *std::move(params.credentials), std::move(params.own.properties)
    );
    HAKO_CO_TRY_ASSIGN(auto login, co_await std::move(registering));
    co_return login_result(std::move(login), services.request);
}

}  // namespace

Method user_register() {
    return {
        .name = "User.register",
        .summary = "Create a user and log it in.",
        .access = Access::dead_session_is_absent,
        .effect = rpc::Effect::slow_write,
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::app
