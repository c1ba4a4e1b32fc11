// SPDX-License-Identifier: Apache-2.0
#include "api/management/methods.hpp"
#include "api/param_types.hpp"

namespace hako::api::management {
namespace {

struct Params {
    rpc::Given<collections::CollectionName> collection;
    rpc::Given<ItemId> id;
    permissions::Permission permission;
};

constexpr auto kParams = rpc::params<Params>(
    rpc::required("collectionName", &Params::collection),
    rpc::required("_id", &Params::id),
    rpc::required("permission", &Params::permission)
        .about("Without the key public, everyone gets no right.")
);

Task<Result<rpc::Ok>> run(Params params, const ManagementCaller& caller, Services& services) {
    auto setting = services.items.set_permission(
        caller, *std::move(params.collection), *params.id, std::move(params.permission)
    );
    HAKO_CO_TRY(co_await std::move(setting));
    co_return rpc::kOk;
}

}  // namespace

Method collection_item_set_permission() {
    return {
        .name = "CollectionItem.setPermission",
        .summary = "Replace the whole permission of an item.",
        .access = Access::management_key,
        .effect = rpc::Effect::write,
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::management
