// SPDX-License-Identifier: Apache-2.0
#include "api/list_query.hpp"
#include "api/management/methods.hpp"
#include "api/management/results.hpp"

namespace hako::api::management {
namespace {

struct Params {
    rpc::Given<collections::CollectionName> collection;
    std::optional<std::string> criteria;
    std::optional<BindParams> bind;
    ListQuery list;

    void check(const ManagementCaller&, Error& wrong) {
        ListArguments arguments;
        arguments.query = criteria;
        arguments.bind = bind;
        list = make_list_query(
            std::move(arguments), items::kQueryProperties, {"criteria", "bindParams"}, wrong
        );
    }
};

constexpr auto kParams = rpc::params<Params>(
    rpc::required("collectionName", &Params::collection),
    rpc::optional("criteria", &Params::criteria).about("MonaQL."),
    rpc::optional("bindParams", &Params::bind)
);

Task<Result<CountResult>> run(Params params, const ManagementCaller& caller, Services& services) {
    auto counting =
        services.items.count(caller, *std::move(params.collection), std::move(params.list));
    HAKO_CO_TRY_ASSIGN(const auto total, co_await std::move(counting));
    co_return CountResult{total};
}

}  // namespace

Method collection_item_count() {
    return {
        .name = "CollectionItem.count",
        .summary = "Count items of a collection.",
        .access = Access::management_key,
        .effect = rpc::Effect::read,
        .origin = rpc::Origin::ours,
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::management
