// SPDX-License-Identifier: Apache-2.0
#include "api/app/methods.hpp"
#include "api/app/results.hpp"
#include "api/param_types.hpp"

namespace hako::api::app {
namespace {

struct Params {
    std::string username;
    rpc::Given<crypto::Secret> password;
};

constexpr auto kParams = rpc::params<Params>(
    rpc::required("username", &Params::username),
    rpc::required("password", &Params::password)
);

Task<Result<LoginResult>> run(Params params, const AppCaller& caller, Services& services) {
    auto entering = services.accounts.log_in(
        caller, std::move(params.username), *std::move(params.password), services.request.client
    );
    HAKO_CO_TRY_ASSIGN(auto login, co_await std::move(entering));
    co_return login_result(std::move(login), services.request);
}

}  // namespace

Method user_login() {
    return {
        .name = "User.login",
        .summary = "Log in on this device.",
        .access = Access::dead_session_is_absent,
        .effect = rpc::Effect::slow_write,
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::app
