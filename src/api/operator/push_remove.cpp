// SPDX-License-Identifier: Apache-2.0
#include "api/operator/methods.hpp"
#include "api/operator/push_values.hpp"
#include "api/operator/values.hpp"

namespace hako::api::operator_front {
namespace {

struct Params {
    rpc::Given<BackendId> backend;
    Slots credentials;
};

constexpr auto kParams = rpc::params<Params>(
    rpc::required("backendId", &Params::backend),
    rpc::optional("credentials", &Params::credentials).about("None: all.")
);

Task<Result<rpc::Ok>> run(Params params, const OperatorCaller& caller, Services& services) {
    auto removing = services.credentials.remove(
        caller, *std::move(params.backend), std::move(params.credentials.slots)
    );
    HAKO_CO_TRY(co_await std::move(removing));
    co_return rpc::kOk;
}

}  // namespace

Method push_remove() {
    return {
        .name = "push.remove",
        .summary = "Forget push credentials of a backend.",
        .access = Access::data_folder,
        .effect = rpc::Effect::write,
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::operator_front
