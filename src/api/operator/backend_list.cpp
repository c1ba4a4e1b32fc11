// SPDX-License-Identifier: Apache-2.0
#include "api/operator/methods.hpp"
#include "api/operator/values.hpp"

namespace hako::api::operator_front {
namespace {

Task<Result<BackendsResult>> run(rpc::NoParams, const OperatorCaller& caller, Services& services) {
    HAKO_CO_TRY_ASSIGN(auto all, co_await services.backends.list(caller));
    co_return BackendsResult{std::move(all)};
}

}  // namespace

Method backend_list() {
    return {
        .name = "backend.list",
        .summary = "List all backends.",
        .access = Access::data_folder,
        .effect = rpc::Effect::read,
        .run = rpc::bind<rpc::kNoParams, run>,
    };
}

}  // namespace hako::api::operator_front
