// SPDX-License-Identifier: Apache-2.0
#include "api/management/methods.hpp"
#include "api/management/results.hpp"
#include "api/param_types.hpp"

namespace hako::api::management {
namespace {

struct Params {
    rpc::Given<collections::CollectionName> collection;
    rpc::Given<ItemId> id;
};

constexpr auto kParams = rpc::params<Params>(
    rpc::required("collectionName", &Params::collection),
    rpc::required("_id", &Params::id)
);

Task<Result<PermissionResult>>
run(Params params, const ManagementCaller& caller, Services& services) {
    auto getting = services.items.get(caller, *std::move(params.collection), *params.id);
    HAKO_CO_TRY_ASSIGN(auto item, co_await std::move(getting));
    co_return PermissionResult{std::move(item.permission)};
}

}  // namespace

Method collection_item_get_permission() {
    return {
        .name = "CollectionItem.getPermission",
        .summary = "Get the permission of an item.",
        .access = Access::management_key,
        .effect = rpc::Effect::read,
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::management
