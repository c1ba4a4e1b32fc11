// SPDX-License-Identifier: Apache-2.0
#include "api/app/methods.hpp"
#include "api/app/results.hpp"
#include "api/param_types.hpp"

namespace hako::api::app {
namespace {

struct Params {
    rpc::Given<crypto::Secret> login_token;
};

constexpr auto kParams = rpc::params<Params>(rpc::required("loginToken", &Params::login_token));

Task<Result<LoginResult>> run(Params params, const AppCaller& caller, Services& services) {
    auto entering = services.accounts.auto_log_in(caller, *std::move(params.login_token));
    HAKO_CO_TRY_ASSIGN(auto login, co_await std::move(entering));
    co_return login_result(std::move(login), services.request);
}

}  // namespace

Method user_auto_login() {
    return {
        .name = "User.autoLogin",
        .summary = "Log in on this device with a login token; the token stays the same.",
        .access = Access::dead_session_is_absent,
        .effect = rpc::Effect::slow_write,
        .errors = {ErrorCode::invalid_operation},
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::app
