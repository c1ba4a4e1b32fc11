// SPDX-License-Identifier: Apache-2.0
#include "api/app/collection_results.hpp"
#include "api/app/methods.hpp"
#include "api/param_types.hpp"

namespace hako::api::app {
namespace {

struct Params {
    rpc::Given<collections::CollectionName> collection;
    PropertyChanges item;
    permissions::Permission permission;
};

constexpr auto kParams = rpc::params<Params>(
    rpc::required("collectionName", &Params::collection),
    rpc::required("item", &Params::item).about("System properties are ignored."),
    rpc::optional("permission", &Params::permission)
        .about("Without the key public, that is the collection's defaultPublicPermission.")
);

Task<Result<InsertedItem>> run(Params params, const AppCaller& caller, Services& services) {
    items::AppDraft draft{std::move(params.item.properties), std::move(params.permission)};
    auto inserting = services.items.insert(caller, *std::move(params.collection), std::move(draft));
    HAKO_CO_TRY_ASSIGN(auto item, co_await std::move(inserting));
    co_return InsertedItem{std::move(item)};
}

}  // namespace

Method collection_insert() {
    return {
        .name = "Collection.insert",
        .summary = "Insert an item, which belongs to the user or else to the device.",
        .access = Access::device,
        .effect = rpc::Effect::write,
        .errors = {ErrorCode::permission_denied},
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::app
