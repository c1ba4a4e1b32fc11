// SPDX-License-Identifier: Apache-2.0
#include "api/app/methods.hpp"
#include "api/param_types.hpp"

namespace hako::api::app {
namespace {

struct Params {
    rpc::Given<collections::CollectionName> collection;
    std::string item;
    PropertyChanges data;
};

constexpr auto kParams = rpc::params<Params>(
    rpc::required("collectionName", &Params::collection),
    rpc::required("itemOid", &Params::item),
    rpc::required("data", &Params::data).about("System properties are ignored.")
);

Task<Result<rpc::Ok>> run(Params params, const AppCaller& caller, Services& services) {
    auto updating = services.items.update(
        caller,
        *std::move(params.collection),
        std::move(params.item),
        std::move(params.data.properties)
    );
    HAKO_CO_TRY(co_await std::move(updating));
    co_return rpc::kOk;
}

}  // namespace

Method collection_update() {
    return {
        .name = "Collection.update",
        .summary = "Add or change properties of an item that the caller may write.",
        .access = Access::device,
        .effect = rpc::Effect::write,
        .errors = {ErrorCode::permission_denied},
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::app
