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

Task<Result<NamesResult>> run(Params params, const ManagementCaller& caller, Services& services) {
    auto reading = services.collections.property_names(caller, *std::move(params.name));
    HAKO_CO_TRY_ASSIGN(auto names, co_await std::move(reading));
    co_return NamesResult{std::move(names)};
}

}  // namespace

Method collection_get_property_names() {
    return {
        .name = "Collection.getPropertyNames",
        .summary = "The names of the properties that the newest 100 items have.",
        .access = Access::management_key,
        .effect = rpc::Effect::read,
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::management
