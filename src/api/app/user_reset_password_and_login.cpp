// SPDX-License-Identifier: Apache-2.0
#include "api/app/app_params.hpp"
#include "api/app/methods.hpp"
#include "api/app/results.hpp"
#include "api/param_types.hpp"

namespace hako::api::app {
namespace {

struct Params {
    std::string username;
    std::optional<std::string> new_text;
    rpc::Given<crypto::Secret> token;
    std::optional<crypto::Secret> new_password;

    void check(const AppCaller& caller, Error& wrong) {
        new_password = checked_password(new_text, caller, "newPassword", wrong);
    }
};

constexpr auto kParams = rpc::params<Params>(
    rpc::required("username", &Params::username),
    rpc::required("newPassword", &Params::new_text),
    rpc::required("token", &Params::token)
);

Task<Result<LoginResult>> run(Params params, const AppCaller& caller, Services& services) {
    auto resetting = services.accounts.reset_password(
        caller,
        std::move(params.username),
        *std::move(params.new_password),
        *std::move(params.token),
        services.request.client
    );
    HAKO_CO_TRY_ASSIGN(auto login, co_await std::move(resetting));
    co_return login_result(std::move(login), services.request);
}

}  // namespace

Method user_reset_password_and_login() {
    return {
        .name = "User.resetPasswordAndLogin",
        .summary = "Set a new password with a token that came by mail, and log in.",
        .access = Access::dead_session_is_absent,
        .effect = rpc::Effect::slow_write,
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::app
