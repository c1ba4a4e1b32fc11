// SPDX-License-Identifier: Apache-2.0
#include "api/management/methods.hpp"
#include "api/management/results.hpp"
#include "api/param_types.hpp"

namespace hako::api::management {
namespace {

struct Params {
    rpc::Given<collections::CollectionName> collection;
    NewProperties item;
    std::optional<OwnerId> owner;
    permissions::Permission permission;
};

constexpr auto kParams = rpc::params<Params>(
    rpc::required("collectionName", &Params::collection),
    rpc::required("item", &Params::item),
    rpc::optional("ownerUserOid", &Params::owner).ours().about("The user the item belongs to."),
    rpc::optional("permission", &Params::permission)
        .ours()
        .about("Without the key public, that is the collection's defaultPublicPermission.")
);

Task<Result<ItemResult>> run(Params params, const ManagementCaller& caller, Services& services) {
    items::Draft draft{
        .properties = std::move(params.item.properties),
        .owner = params.owner ? std::optional(params.owner->id) : std::nullopt,
        .permission = std::move(params.permission),
    };
    auto creating = services.items.create(caller, *std::move(params.collection), std::move(draft));
    HAKO_CO_TRY_ASSIGN(auto item, co_await std::move(creating));
    co_return ItemResult{std::move(item)};
}

}  // namespace

Method collection_item_create() {
    return {
        .name = "CollectionItem.create",
        .summary = "Create an item.",
        .access = Access::management_key,
        .effect = rpc::Effect::write,
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::management
