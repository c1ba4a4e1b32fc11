// SPDX-License-Identifier: Apache-2.0
#include "api/management/methods.hpp"
#include "api/management/results.hpp"
#include "api/param_types.hpp"

namespace hako::api::management {
namespace {

struct Params {
    std::optional<std::string> username;
    std::optional<std::string> password;
    NewProperties own;
    std::optional<users::Credentials> credentials;

    void check(const ManagementCaller& caller, Error& wrong) {
        credentials =
            users::Credentials::check(username, password, caller.backend().backend.settings, wrong);
    }
};

constexpr auto kParams = rpc::params<Params>(
    rpc::required("username", &Params::username),
    rpc::required("password", &Params::password),
    rpc::optional("properties", &Params::own)
);

Task<Result<UserResult>> run(Params params, const ManagementCaller& caller, Services& services) {
    auto creating = services.users.create(
        caller, *std::move(params.credentials), std::move(params.own.properties)
    );
    HAKO_CO_TRY_ASSIGN(auto user, co_await std::move(creating));
    co_return UserResult{std::move(user)};
}

}  // namespace

Method user_create() {
    return {
        .name = "User.create",
        .summary = "Create a user.",
        .access = Access::management_key,
        .effect = rpc::Effect::slow_write,
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::management
