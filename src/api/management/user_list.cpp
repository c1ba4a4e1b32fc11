// SPDX-License-Identifier: Apache-2.0
#include "api/list_query.hpp"
#include "api/management/methods.hpp"
#include "api/management/results.hpp"

namespace hako::api::management {
namespace {

struct Params {
    PageNumber page;
    ItemsInPage items_in_page;
    std::optional<std::string> sort_property;
    SortOrder sort_order = SortOrder::asc;
    std::optional<PropertyNames> property_names;
    std::optional<std::string> name_filter;
    std::optional<std::string> query;
    std::optional<BindParams> bind;
    ListQuery list;

    void check(const ManagementCaller&, Error& wrong) {
        list = make_list_query(
            {page, items_in_page, sort_property, sort_order, property_names, query, bind},
            users::kSystemProperties,
            {"userQuery", "userQueryBindParams"},
            wrong
        );
        if (name_filter && !name_filter->empty()) {
            list.name_part = std::move(name_filter);
        }
    }
};

constexpr auto kParams = rpc::params<Params>(
    rpc::optional("page", &Params::page).about("From 1."),
    rpc::optional("itemsInPage", &Params::items_in_page),
    rpc::optional("sortProperty", &Params::sort_property)
        .alias("sortPropery")
        .about("A system property or one of theirs; a.b reaches into an object."),
    rpc::optional("sortOrder", &Params::sort_order),
    rpc::optional("propertyNames", &Params::property_names)
        .about("An array, or names with commas between; empty: system properties only."),
    rpc::optional("nameFilter", &Params::name_filter).about("Part of _username or of _id."),
    rpc::optional("userQuery", &Params::query).about("MonaQL."),
    rpc::optional("userQueryBindParams", &Params::bind)
);

Task<Result<ListResult>> run(Params params, const ManagementCaller& caller, Services& services) {
    auto listing = services.users.list(caller, std::move(params.list));
    HAKO_CO_TRY_ASSIGN(auto page, co_await std::move(listing));
    co_return ListResult{std::move(page)};
}

}  // namespace

Method user_list() {
    return {
        .name = "User.list",
        .summary = "List users, page by page.",
        .access = Access::management_key,
        .effect = rpc::Effect::read,
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::management
