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
    auto getting = services.devices.properties(caller);
    HAKO_CO_TRY_ASSIGN(auto stored, co_await std::move(getting));
    co_return PropertiesResult{std::move(stored), selection_of(std::move(params.names))};
}

}  // namespace

Method device_get_properties() {
    return {
        .name = "Device.getProperties",
        .summary = "Own properties of this device.",
        .access = Access::device,
        .effect = rpc::Effect::read,
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::app
