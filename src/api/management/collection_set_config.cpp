// SPDX-License-Identifier: Apache-2.0
#include "api/management/methods.hpp"
#include "api/param_types.hpp"

namespace hako::api::management {
namespace {

struct Params {
    rpc::Given<collections::CollectionName> name;
    std::optional<collections::Insertable> insertable;
    std::optional<permissions::Right> default_public;
};

constexpr auto kParams = rpc::params<Params>(
    rpc::required("_id", &Params::name),
    rpc::optional("isInsertable", &Params::insertable).about("Whether apps may insert items."),
    rpc::optional("defaultPublicPermission", &Params::default_public)
);

Task<Result<rpc::Ok>> run(Params params, const ManagementCaller& caller, Services& services) {
    const collections::ConfigChange change{params.insertable, params.default_public};
    auto setting = services.collections.set_config(caller, *std::move(params.name), change);
    HAKO_CO_TRY(co_await std::move(setting));
    co_return rpc::kOk;
}

}  // namespace

Method collection_set_config() {
    return {
        .name = "Collection.setConfig",
        .summary = "Change the definition of a collection; what is not given stays.",
        .access = Access::management_key,
        .effect = rpc::Effect::write,
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::management
