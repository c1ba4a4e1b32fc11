// SPDX-License-Identifier: Apache-2.0
#include "api/management/methods.hpp"
#include "api/param_types.hpp"

namespace hako::api::management {
namespace {

struct Params {
    rpc::Given<UserId> id;
    users::UserUpdate user;
};

constexpr auto kParams = rpc::params<Params>(
    rpc::required("_id", &Params::id),
    rpc::required("user", &Params::user)
        .about("_username renames, _password sets a password; other system properties are ignored.")
);

Task<Result<rpc::Ok>> run(Params params, const ManagementCaller& caller, Services& services) {
    auto updating = services.users.update(caller, *params.id, std::move(params.user));
    HAKO_CO_TRY(co_await std::move(updating));
    co_return rpc::kOk;
}

}  // namespace

Method user_update() {
    return {
        .name = "User.update",
        .summary = "Add or change properties of a user, its username or its password.",
        .access = Access::management_key,
        .effect = rpc::Effect::slow_write,
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::management
