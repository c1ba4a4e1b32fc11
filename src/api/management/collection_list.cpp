// SPDX-License-Identifier: Apache-2.0
#include "api/management/methods.hpp"
#include "api/management/results.hpp"

namespace hako::api::management {
namespace {

Task<Result<CollectionsResult>>
run(rpc::NoParams, const ManagementCaller& caller, Services& services) {
    HAKO_CO_TRY_ASSIGN(auto all, co_await services.collections.list(caller));
    co_return CollectionsResult{std::move(all)};
}

}  // namespace

Method collection_list() {
    return {
        .name = "Collection.list",
        .summary = "List all collections with their definitions.",
        .access = Access::management_key,
        .effect = rpc::Effect::read,
        .run = rpc::bind<rpc::kNoParams, run>,
    };
}

}  // namespace hako::api::management
