// SPDX-License-Identifier: Apache-2.0
#include "api/operator/methods.hpp"
#include "api/operator/values.hpp"

namespace hako::api::operator_front {
namespace {

struct Params {
    rpc::Given<BackendId> backend;
    rpc::Given<keys::KeyId> key;
};

constexpr auto kParams = rpc::params<Params>(
    rpc::required("backendId", &Params::backend),
    rpc::required("keyId", &Params::key)
);

Task<Result<rpc::Ok>> run(Params params, const OperatorCaller& caller, Services& services) {
    auto revoking =
        services.keys.revoke(caller, *std::move(params.backend), *std::move(params.key));
    HAKO_CO_TRY(co_await std::move(revoking));
    co_return rpc::kOk;
}

}  // namespace

Method key_revoke() {
    return {
        .name = "key.revoke",
        .summary = "End a management key.",
        .access = Access::data_folder,
        .effect = rpc::Effect::write,
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::operator_front
