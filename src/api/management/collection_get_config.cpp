// SPDX-License-Identifier: Apache-2.0
#include "api/management/methods.hpp"
#include "api/management/results.hpp"
#include "api/param_types.hpp"

namespace hako::api::management {
namespace {

struct Params {
    rpc::Given<collections::CollectionName> name;
};

constexpr auto kParams = rpc::params<Params>(rpc::required("_id", &Params::name));

Task<Result<ConfigResult>> run(Params params, const ManagementCaller& caller, Services& services) {
    auto getting = services.collections.get(caller, *std::move(params.name));
    HAKO_CO_TRY_ASSIGN(auto collection, co_await std::move(getting));
    co_return ConfigResult{std::move(collection)};
}

}  // namespace

Method collection_get_config() {
    return {
        .name = "Collection.getConfig",
        .summary = "Get the definition of a collection.",
        .access = Access::management_key,
        .effect = rpc::Effect::read,
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::management
