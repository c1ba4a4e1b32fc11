// SPDX-License-Identifier: Apache-2.0
#include "api/list_query.hpp"
#include "api/management/methods.hpp"
#include "api/management/results.hpp"

namespace hako::api::management {
namespace {

struct Params {
    rpc::Given<collections::CollectionName> collection;
    PageNumber page;
    ItemsInPage items_in_page;
    std::optional<std::string> sort_property;
    SortOrder sort_order = SortOrder::asc;
    std::optional<PropertyNames> property_names;
    std::optional<std::string> criteria;
    std::optional<BindParams> bind;
    ListQuery list;

    void check(const ManagementCaller&, Error& wrong) {
        list = make_list_query(
            {page, items_in_page, sort_property, sort_order, property_names, criteria, bind},
            items::kQueryProperties,
            {"criteria", "bindParams"},
            wrong
        );
    }
};

constexpr auto kParams = rpc::params<Params>(
    rpc::required("collectionName", &Params::collection),
    rpc::optional("page", &Params::page).about("From 1."),
    rpc::optional("itemsInPage", &Params::items_in_page),
    rpc::optional("sortProperty", &Params::sort_property)
        .about("A system property or one of theirs; a.b reaches into an object."),
    rpc::optional("sortOrder", &Params::sort_order),
    rpc::optional("propertyNames", &Params::property_names)
        .about("An array, or names with commas between; empty: system properties only."),
    rpc::optional("criteria", &Params::criteria).ours().about("MonaQL."),
    rpc::optional("bindParams", &Params::bind).ours()
);

Task<Result<ListResult>> run(Params params, const ManagementCaller& caller, Services& services) {
    auto listing =
        services.items.list(caller, *std::move(params.collection), std::move(params.list));
    HAKO_CO_TRY_ASSIGN(auto page, co_await std::move(listing));
    co_return ListResult{std::move(page)};
}

}  // namespace

Method collection_item_list() {
    return {
        .name = "CollectionItem.list",
        .summary = "List items of a collection, page by page.",
        .access = Access::management_key,
        .effect = rpc::Effect::read,
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::management
