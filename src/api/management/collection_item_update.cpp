// SPDX-License-Identifier: Apache-2.0
#include "api/management/methods.hpp"
#include "api/param_types.hpp"

namespace hako::api::management {
namespace {

struct Params {
    rpc::Given<collections::CollectionName> collection;
    rpc::Given<ItemId> id;
    PropertyChanges item;
};

constexpr auto kParams = rpc::params<Params>(
    rpc::required("collectionName", &Params::collection),
    rpc::required("_id", &Params::id),
    rpc::required("item", &Params::item).about("System properties are ignored.")
);

Task<Result<rpc::Ok>> run(Params params, const ManagementCaller& caller, Services& services) {
    auto updating = services.items.update(
        caller, *std::move(params.collection), *params.id, std::move(params.item.properties)
    );
    HAKO_CO_TRY(co_await std::move(updating));
    co_return rpc::kOk;
}

}  // namespace

Method collection_item_update() {
    return {
        .name = "CollectionItem.update",
        .summary = "Add or change properties of an item.",
        .access = Access::management_key,
        .effect = rpc::Effect::write,
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::management
