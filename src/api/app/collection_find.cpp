// SPDX-License-Identifier: Apache-2.0
#include "api/app/collection_params.hpp"
#include "api/app/methods.hpp"
#include "api/results.hpp"

namespace hako::api::app {
namespace {

struct Params {
    rpc::Given<collections::CollectionName> collection;
    std::optional<std::string> criteria;
    std::optional<BindParams> bind;
    OrderBy order_by;
    FindOptions options;
    ListQuery list;

    void check(const AppCaller&, Error& wrong) {
        list = make_app_query(criteria, bind, order_by, options, wrong);
    }
};

constexpr auto kParams = rpc::params<Params>(
    rpc::required("collectionName", &Params::collection),
    rpc::optional("criteria", &Params::criteria).about("MonaQL; empty: all items."),
    rpc::optional("bindParams", &Params::bind),
    rpc::optional("orderBy", &Params::order_by)
        .about("A property, alone or with ASC or DESC, or an array of them."),
    rpc::optional("options", &Params::options).about("propertyNames, limit and page.")
);

Task<Result<ListResult>> run(Params params, const AppCaller& caller, Services& services) {
    auto finding =
        services.items.find(caller, *std::move(params.collection), std::move(params.list));
    HAKO_CO_TRY_ASSIGN(auto page, co_await std::move(finding));
    co_return ListResult{std::move(page)};
}

}  // namespace

Method collection_find() {
    return {
        .name = "Collection.find",
        .summary = "Find the items of a collection that the caller may read.",
        .access = Access::device,
        .effect = rpc::Effect::read,
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::app
