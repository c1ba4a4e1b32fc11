// SPDX-License-Identifier: Apache-2.0
#include "api/management/methods.hpp"
#include "api/param_types.hpp"

namespace hako::api::management {
namespace {

struct Params {
    rpc::Given<collections::CollectionName> name;
};

constexpr auto kParams = rpc::params<Params>(rpc::required("_id", &Params::name));

Task<Result<rpc::Ok>> run(Params params, const ManagementCaller& caller, Services& services) {
    auto dropping = services.collections.drop(caller, *std::move(params.name));
    HAKO_CO_TRY(co_await std::move(dropping));
    co_return rpc::kOk;
}

}  // namespace

Method collection_drop() {
    return {
        .name = "Collection.drop",
        .summary = "Delete a collection with all its items.",
        .access = Access::management_key,
        .effect = rpc::Effect::write,
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::management
