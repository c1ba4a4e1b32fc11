// SPDX-License-Identifier: Apache-2.0
#include "api/app/methods.hpp"
#include "api/param_types.hpp"

namespace hako::api::app {
namespace {

struct Params {
    PropertyChanges own;
};

constexpr auto kParams = rpc::params<Params>(rpc::required("properties", &Params::own));

Task<Result<rpc::Ok>> run(Params params, const AppCaller& caller, Services& services) {
    auto saving = services.devices.save_properties(caller, std::move(params.own.properties));
    HAKO_CO_TRY(co_await std::move(saving));
    co_return rpc::kOk;
}

}  // namespace

Method device_save_properties() {
    return {
        .name = "Device.saveProperties",
        .summary = "Add or change properties of this device.",
        .access = Access::device,
        .effect = rpc::Effect::write,
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::app
