// SPDX-License-Identifier: Apache-2.0
#include "api/list_query.hpp"
#include "api/management/methods.hpp"
#include "api/management/push_project.hpp"
#include "api/management/push_results.hpp"

namespace hako::api::management {
namespace {

struct Params {
    std::optional<std::string> project;
    PageNumber page;
    ItemsInPage items_in_page;

    void check(const ManagementCaller& caller, Error& wrong) const {
        check_push_project(project, caller, wrong);
    }
};

constexpr auto kParams = rpc::params<Params>(
    rpc::required("pushProjectId", &Params::project),
    rpc::optional("page", &Params::page).about("From 1."),
    rpc::optional("itemsInPage", &Params::items_in_page)
);

Task<Result<PushListResult>>
run(Params params, const ManagementCaller& caller, Services& services) {
    auto listing = services.pushes.list(caller, rows_of(params.page, params.items_in_page));
    HAKO_CO_TRY_ASSIGN(auto page, co_await std::move(listing));
    co_return PushListResult{std::move(page)};
}

}  // namespace

Method push_list() {
    return {
        .name = "Push.list",
        .summary = "List pushes, newest first, page by page.",
        .access = Access::management_key,
        .effect = rpc::Effect::read,
        .origin = rpc::Origin::ours,
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::management
