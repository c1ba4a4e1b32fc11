// SPDX-License-Identifier: Apache-2.0
#include "api/app/collection_params.hpp"
#include "api/app/collection_results.hpp"
#include "api/app/methods.hpp"

namespace hako::api::app {
namespace {

using items::PermissionChange;

struct Params {
    rpc::Given<collections::CollectionName> collection;
    std::optional<std::string> criteria;
    std::optional<BindParams> bind;
    permissions::Permission permission;
    UpdatePermissionOptions options;
    ListQuery list;

    void check(const AppCaller&, Error& wrong) {
        list = make_app_query(criteria, bind, {}, {}, wrong);
    }
};

constexpr auto kParams = rpc::params<Params>(
    rpc::required("collectionName", &Params::collection),
    rpc::optional("criteria", &Params::criteria).about("MonaQL; empty: all items."),
    rpc::optional("bindParams", &Params::bind),
    rpc::required("permission", &Params::permission),
    rpc::optional("options", &Params::options)
        .about("forceOverwrite: replaces the permission instead of merging its keys.")
);

Task<Result<UpdateCount>> run(Params params, const AppCaller& caller, Services& services) {
    PermissionChange change{std::move(params.permission)};
    if (params.options.force_overwrite) {
        change.mode = PermissionChange::Mode::replace;
    }
    auto updating = services.items.update_permission(
        caller, *std::move(params.collection), std::move(params.list.filter), std::move(change)
    );
    HAKO_CO_TRY_ASSIGN(const auto count, co_await std::move(updating));
    co_return UpdateCount{count};
}

}  // namespace

Method collection_update_permission() {
    return {
        .name = "Collection.updatePermission",
        .summary =
            "Change the permission of the items that match and the caller may read and write.",
        .access = Access::device,
        // It looks for the items before it writes, so the writes before it must be seen.
        .effect = rpc::Effect::slow_write,
        .errors = {ErrorCode::permission_denied},
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::app
