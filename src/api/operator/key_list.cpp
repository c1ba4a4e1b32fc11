// SPDX-License-Identifier: Apache-2.0
#include "api/operator/methods.hpp"
#include "api/operator/values.hpp"

namespace hako::api::operator_front {
namespace {

struct Params {
    rpc::Given<BackendId> backend;
};

constexpr auto kParams = rpc::params<Params>(rpc::required("backendId", &Params::backend));

Task<Result<KeysResult>> run(Params params, const OperatorCaller& caller, Services& services) {
    auto listing = services.keys.list(caller, *std::move(params.backend));
    HAKO_CO_TRY_ASSIGN(auto all, co_await std::move(listing));
    co_return KeysResult{std::move(all)};
}

}  // namespace

Method key_list() {
    return {
        .name = "key.list",
        .summary = "List the management keys of a backend.",
        .access = Access::data_folder,
        .effect = rpc::Effect::read,
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::operator_front
