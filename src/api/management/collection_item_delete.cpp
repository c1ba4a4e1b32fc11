// SPDX-License-Identifier: Apache-2.0
#include "api/management/methods.hpp"
#include "api/param_types.hpp"

namespace hako::api::management {
namespace {

struct Params {
    rpc::Given<collections::CollectionName> collection;
    IdList<ItemId> list;
};

constexpr auto kParams = rpc::params<Params>(
    rpc::required("collectionName", &Params::collection),
    rpc::required("idList", &Params::list).alias("_idList")
);

Task<Result<rpc::Ok>> run(Params params, const ManagementCaller& caller, Services& services) {
    auto erasing =
        services.items.erase(caller, *std::move(params.collection), std::move(params.list.ids));
    HAKO_CO_TRY(co_await std::move(erasing));
    co_return rpc::kOk;
}

}  // namespace

Method collection_item_delete() {
    return {
        .name = "CollectionItem.delete",
        .summary = "Delete items; ids that do not exist are passed over.",
        .access = Access::management_key,
        .effect = rpc::Effect::write,
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::management
