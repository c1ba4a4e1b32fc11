// SPDX-License-Identifier: Apache-2.0
#include "api/management/methods.hpp"
#include "api/management/push_project.hpp"
#include "api/management/push_results.hpp"
#include "api/push_params.hpp"

namespace hako::api::management {
namespace {

struct Params {
    std::optional<std::string> project;
    rpc::Given<push::PushId> id;

    void check(const ManagementCaller& caller, Error& wrong) const {
        check_push_project(project, caller, wrong);
    }
};

constexpr auto kParams = rpc::params<Params>(
    rpc::required("pushProjectId", &Params::project),
    rpc::required("queueId", &Params::id)
);

Task<Result<PushStatusResult>>
run(Params params, const ManagementCaller& caller, Services& services) {
    auto reading = services.pushes.status(caller, *params.id);
    HAKO_CO_TRY_ASSIGN(auto push, co_await std::move(reading));
    co_return PushStatusResult{std::move(push)};
}

}  // namespace

Method push_status() {
    return {
        .name = "Push.status",
        .summary = "How far a push has come.",
        .access = Access::management_key,
        .effect = rpc::Effect::read,
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::management
