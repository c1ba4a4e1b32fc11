// SPDX-License-Identifier: Apache-2.0
#include "api/operator/methods.hpp"
#include "api/operator/push_values.hpp"
#include "api/operator/values.hpp"

namespace hako::api::operator_front {
namespace {

struct Params {
    rpc::Given<BackendId> backend;
    std::string device_token;
};

constexpr auto kParams = rpc::params<Params>(
    rpc::required("backendId", &Params::backend),
    rpc::optional("deviceToken", &Params::device_token)
        .about("An APNs token whose environment is looked for.")
);

Task<Result<DoctorResult>> run(Params params, const OperatorCaller& caller, Services& services) {
    auto examining =
        services.doctor.examine(caller, *std::move(params.backend), std::move(params.device_token));
    HAKO_CO_TRY_ASSIGN(auto findings, co_await std::move(examining));
    co_return DoctorResult{std::move(findings)};
}

}  // namespace

Method push_doctor() {
    return {
        .name = "push.doctor",
        .summary = "Say what keeps a backend's pushes from arriving; asks the providers.",
        .access = Access::data_folder,
        .effect = rpc::Effect::read,
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::operator_front
