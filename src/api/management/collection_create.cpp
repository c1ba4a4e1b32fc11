// SPDX-License-Identifier: Apache-2.0
#include "api/management/methods.hpp"
#include "api/param_types.hpp"

namespace hako::api::management {
namespace {

struct Params {
    rpc::Given<collections::CollectionName> name;
    collections::Insertable insertable = collections::Insertable::no;
    permissions::Right default_public = permissions::Right::none;
};

constexpr auto kParams = rpc::params<Params>(
    rpc::required("_id", &Params::name),
    rpc::optional("isInsertable", &Params::insertable).about("Whether apps may insert items."),
    rpc::optional("defaultPublicPermission", &Params::default_public)
);

Task<Result<rpc::Ok>> run(Params params, const ManagementCaller& caller, Services& services) {
    const collections::Config config{params.insertable, params.default_public};
    auto creating = services.collections.create(caller, *std::move(params.name), config);
    HAKO_CO_TRY(co_await std::move(creating));
    co_return rpc::kOk;
}

}  // namespace

Method collection_create() {
    return {
        .name = "Collection.create",
        .summary = "Create a collection.",
        .access = Access::management_key,
        .effect = rpc::Effect::write,
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::management
