// SPDX-License-Identifier: Apache-2.0
#include "api/operator/methods.hpp"
#include "api/operator/values.hpp"

namespace hako::api::operator_front {
namespace {

struct Params {
    std::string name;
};

constexpr auto kParams = rpc::params<Params>(rpc::required("name", &Params::name));

Task<Result<NewBackendResult>>
run(Params params, const OperatorCaller& caller, Services& services) {
    auto creating = services.backends.create(caller, std::move(params.name));
    HAKO_CO_TRY_ASSIGN(auto backend, co_await std::move(creating));
    co_return NewBackendResult{std::move(backend)};
}

}  // namespace

Method backend_create() {
    return {
        .name = "backend.create",
        .summary = "Create a backend.",
        .access = Access::data_folder,
        .effect = rpc::Effect::write,
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::operator_front
