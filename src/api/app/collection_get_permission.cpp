// SPDX-License-Identifier: Apache-2.0
#include "api/app/methods.hpp"
#include "api/param_types.hpp"
#include "api/results.hpp"

namespace hako::api::app {
namespace {

struct Params {
    rpc::Given<collections::CollectionName> collection;
    std::string item;
};

constexpr auto kParams = rpc::params<Params>(
    rpc::required("collectionName", &Params::collection),
    rpc::required("itemOid", &Params::item)
);

Task<Result<PermissionResult>> run(Params params, const AppCaller& caller, Services& services) {
    auto getting =
        services.items.permission(caller, *std::move(params.collection), std::move(params.item));
    HAKO_CO_TRY_ASSIGN(const auto permission, co_await std::move(getting));
    co_return PermissionResult{permission.text()};
}

}  // namespace

Method collection_get_permission() {
    return {
        .name = "Collection.getPermission",
        .summary = "Get the permission of an item that the caller may read and write.",
        .access = Access::device,
        .effect = rpc::Effect::read,
        .errors = {ErrorCode::permission_denied},
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::app
