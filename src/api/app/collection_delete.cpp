// SPDX-License-Identifier: Apache-2.0
#include "api/app/methods.hpp"
#include "api/param_types.hpp"

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

Task<Result<rpc::Ok>> run(Params params, const AppCaller& caller, Services& services) {
    auto erasing =
        services.items.erase(caller, *std::move(params.collection), std::move(params.item));
    HAKO_CO_TRY(co_await std::move(erasing));
    co_return rpc::kOk;
}

}  // namespace

Method collection_delete() {
    return {
        .name = "Collection.delete",
        .summary = "Delete an item that the caller may write.",
        .access = Access::device,
        .effect = rpc::Effect::write,
        .errors = {ErrorCode::permission_denied},
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::app
