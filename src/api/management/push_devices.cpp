// SPDX-License-Identifier: Apache-2.0
#include "api/list_query.hpp"
#include "api/management/methods.hpp"
#include "api/management/push_project.hpp"
#include "api/management/push_results.hpp"
#include "api/push_params.hpp"

namespace hako::api::management {
namespace {

struct Params {
    std::optional<std::string> project;
    rpc::Given<push::PushId> id;
    PageNumber page;
    ItemsInPage items_in_page;
    std::optional<push::DeliveryState> outcome;

    void check(const ManagementCaller& caller, Error& wrong) const {
        check_push_project(project, caller, wrong);
    }
};

constexpr auto kParams = rpc::params<Params>(
    rpc::required("pushProjectId", &Params::project),
    rpc::required("queueId", &Params::id),
    rpc::optional("page", &Params::page).about("From 1."),
    rpc::optional("itemsInPage", &Params::items_in_page),
    rpc::optional("outcome", &Params::outcome).about("Only devices in this state.")
);

Task<Result<PushDevicesResult>>
run(Params params, const ManagementCaller& caller, Services& services) {
    auto listing = services.pushes.devices(
        caller, *params.id, params.outcome, rows_of(params.page, params.items_in_page)
    );
    HAKO_CO_TRY_ASSIGN(auto page, co_await std::move(listing));
    co_return PushDevicesResult{std::move(page)};
}

}  // namespace

Method push_devices() {
    return {
        .name = "Push.devices",
        .summary = "What became of a push at each of its devices, and why, page by page.",
        .access = Access::management_key,
        .effect = rpc::Effect::read,
        .origin = rpc::Origin::ours,
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::management
