// SPDX-License-Identifier: Apache-2.0
#include "api/operator/methods.hpp"
#include "api/operator/push_values.hpp"
#include "api/operator/values.hpp"

namespace hako::api::operator_front {
namespace {

struct Params {
    rpc::Given<BackendId> backend;
};

constexpr auto kParams = rpc::params<Params>(rpc::required("backendId", &Params::backend));

Task<Result<CredentialsResult>>
run(Params params, const OperatorCaller& caller, Services& services) {
    auto showing = services.credentials.show(caller, *std::move(params.backend));
    HAKO_CO_TRY_ASSIGN(auto credentials, co_await std::move(showing));
    co_return CredentialsResult{std::move(credentials)};
}

}  // namespace

Method push_show() {
    return {
        .name = "push.show",
        .summary = "List a backend's push credentials, without what is secret.",
        .access = Access::data_folder,
        .effect = rpc::Effect::read,
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::operator_front
