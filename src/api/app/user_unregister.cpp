// SPDX-License-Identifier: Apache-2.0
#include "api/app/methods.hpp"
#include "api/param_types.hpp"

namespace hako::api::app {
namespace {

struct Params {
    rpc::Given<crypto::Secret> password;
};

constexpr auto kParams = rpc::params<Params>(rpc::required("password", &Params::password));

Task<Result<rpc::Ok>> run(Params params, const AppCaller& caller, Services& services) {
    auto unregistering =
        services.accounts.unregister(caller, *std::move(params.password), services.request.client);
    HAKO_CO_TRY(co_await std::move(unregistering));
    co_return rpc::kOk;
}

}  // namespace

Method user_unregister() {
    return {
        .name = "User.unregister",
        .summary = "Delete the user who is logged in.",
        .access = Access::user,
        .effect = rpc::Effect::slow_write,
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::app
