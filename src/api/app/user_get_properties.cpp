// SPDX-License-Identifier: Apache-2.0
#include "api/app/app_params.hpp"
#include "api/app/methods.hpp"
#include "api/app/results.hpp"
#include "api/param_types.hpp"

namespace hako::api::app {
namespace {

struct Params {
    std::optional<PropertyNames> names;
};

constexpr auto kParams =
    rpc::params<Params>(rpc::optional("names", &Params::names).about("Not given: all."));

Task<Result<PropertiesResult>> run(Params params, const AppCaller& caller, Services& services) {
    auto getting = services.users.get_own(caller);
    HAKO_CO_TRY_ASSIGN(auto user, co_await std::move(getting));
    co_return PropertiesResult{std::move(user.properties), selection_of(std::move(params.names))};
}

}  // namespace

Method user_get_properties() {
    return {
        .name = "User.getProperties",
        .summary = "Own properties of the user who is logged in.",
        .access = Access::user,
        .effect = rpc::Effect::read,
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::app
