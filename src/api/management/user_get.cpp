// SPDX-License-Identifier: Apache-2.0
#include "api/management/methods.hpp"
#include "api/management/results.hpp"
#include "api/param_types.hpp"

namespace hako::api::management {
namespace {

struct Params {
    rpc::Given<UserId> id;
};

constexpr auto kParams = rpc::params<Params>(rpc::required("_id", &Params::id));

Task<Result<UserResult>> run(Params params, const ManagementCaller& caller, Services& services) {
    HAKO_CO_TRY_ASSIGN(auto user, co_await services.users.get(caller, *params.id));
    co_return UserResult{std::move(user)};
}

}  // namespace

Method user_get() {
    return {
        .name = "User.get",
        .summary = "Get one user.",
        .access = Access::management_key,
        .effect = rpc::Effect::read,
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::management
