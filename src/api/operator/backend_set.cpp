// SPDX-License-Identifier: Apache-2.0
#include "api/operator/methods.hpp"
#include "api/operator/values.hpp"

namespace hako::api::operator_front {
namespace {

struct Params {
    rpc::Given<BackendId> backend;
    Assignments settings;
};

constexpr auto kParams = rpc::params<Params>(
    rpc::required("backendId", &Params::backend),
    rpc::required("settings", &Params::settings).about("NAME=VALUE texts.")
);

Task<Result<SettingsResult>> run(Params params, const OperatorCaller& caller, Services& services) {
    auto setting =
        services.backends.set(caller, *std::move(params.backend), std::move(params.settings.texts));
    HAKO_CO_TRY_ASSIGN(const auto settings, co_await std::move(setting));
    co_return SettingsResult{settings};
}

}  // namespace

Method backend_set() {
    return {
        .name = "backend.set",
        .summary = "Change settings of a backend.",
        .access = Access::data_folder,
        .effect = rpc::Effect::write,
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::operator_front
