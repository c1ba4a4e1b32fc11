// SPDX-License-Identifier: Apache-2.0
#include "api/management/methods.hpp"
#include "api/param_types.hpp"

namespace hako::api::management {
namespace {

struct Params {
    rpc::Given<collections::CollectionName> name;
    IndexProperties properties;
};

constexpr auto kParams = rpc::params<Params>(
    rpc::required("_id", &Params::name),
    rpc::required("properties", &Params::properties)
        .about("1 to 3 properties, in this order; a.b reaches into an object.")
);

Task<Result<rpc::Ok>> run(Params params, const ManagementCaller& caller, Services& services) {
    auto working = services.collections.create_index(
        caller, *std::move(params.name), std::move(params.properties.paths)
    );
    HAKO_CO_TRY(co_await std::move(working));
    co_return rpc::kOk;
}

}  // namespace

Method collection_create_index() {
    return {
        .name = "Collection.createIndex",
        .summary = "Ask for an index; it is built in the background.",
        .access = Access::management_key,
        .effect = rpc::Effect::write,
        .origin = rpc::Origin::ours,
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::management
