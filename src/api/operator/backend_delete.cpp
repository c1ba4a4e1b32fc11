// SPDX-License-Identifier: Apache-2.0
#include "api/operator/methods.hpp"
#include "api/operator/values.hpp"

namespace hako::api::operator_front {
namespace {

struct Params {
    rpc::Given<BackendId> backend;
};

constexpr auto kParams = rpc::params<Params>(rpc::required("backendId", &Params::backend));

Task<Result<rpc::Ok>> run(Params params, const OperatorCaller& caller, Services& services) {
    auto erasing = services.backends.erase(caller, *std::move(params.backend));
    HAKO_CO_TRY(co_await std::move(erasing));
    co_return rpc::kOk;
}

}  // namespace

Method backend_delete() {
    return {
        .name = "backend.delete",
        .summary = "Delete a backend with all its data and keys.",
        .access = Access::data_folder,
        .effect = rpc::Effect::write,
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::operator_front
