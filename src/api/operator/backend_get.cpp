// SPDX-License-Identifier: Apache-2.0
#include "api/operator/methods.hpp"
#include "api/operator/values.hpp"

namespace hako::api::operator_front {
namespace {

struct Params {
    rpc::Given<BackendId> backend;
};

constexpr auto kParams = rpc::params<Params>(rpc::required("backendId", &Params::backend));

Task<Result<BackendResult>> run(Params params, const OperatorCaller& caller, Services& services) {
    auto getting = services.backends.get(caller, *std::move(params.backend));
    HAKO_CO_TRY_ASSIGN(auto backend, co_await std::move(getting));
    co_return BackendResult{std::move(backend)};
}

}  // namespace

Method backend_get() {
    return {
        .name = "backend.get",
        .summary = "Get one backend with its settings.",
        .access = Access::data_folder,
        .effect = rpc::Effect::read,
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::operator_front
