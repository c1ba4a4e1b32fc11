// SPDX-License-Identifier: Apache-2.0
#include "api/management/methods.hpp"
#include "api/management/push_project.hpp"
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

Task<Result<rpc::Ok>> run(Params params, const ManagementCaller& caller, Services& services) {
    auto cancelling = services.pushes.cancel(caller, *params.id);
    HAKO_CO_TRY(co_await std::move(cancelling));
    co_return rpc::kOk;
}

}  // namespace

Method push_cancel() {
    return {
        .name = "Push.cancel",
        .summary = "Stop a push: what waits is not sent, what is being sent still ends.",
        .access = Access::management_key,
        .effect = rpc::Effect::write,
        .origin = rpc::Origin::ours,
        .errors = {ErrorCode::invalid_operation},
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::management
