// SPDX-License-Identifier: Apache-2.0
#include "api/app/app_params.hpp"
#include "api/app/methods.hpp"
#include "api/param_types.hpp"

namespace hako::api::app {
namespace {

struct Params {
    rpc::Given<crypto::Secret> old_password;
    std::optional<std::string> new_text;
    std::optional<crypto::Secret> new_password;

    void check(const AppCaller& caller, Error& wrong) {
        new_password = checked_password(new_text, caller, "newPassword", wrong);
    }
};

constexpr auto kParams = rpc::params<Params>(
    rpc::required("oldPassword", &Params::old_password),
    rpc::required("newPassword", &Params::new_text)
);

Task<Result<rpc::Ok>> run(Params params, const AppCaller& caller, Services& services) {
    auto changing = services.accounts.change_password(
        caller,
        *std::move(params.old_password),
        *std::move(params.new_password),
        services.request.client
    );
    HAKO_CO_TRY(co_await std::move(changing));
    co_return rpc::kOk;
}

}  // namespace

Method user_update_password() {
    return {
        .name = "User.updatePassword",
        .summary = "Set the password; all other sessions and login tokens of the user end.",
        .access = Access::user,
        .effect = rpc::Effect::slow_write,
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::app
