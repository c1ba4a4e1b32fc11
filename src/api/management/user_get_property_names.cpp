// SPDX-License-Identifier: Apache-2.0
#include "api/management/methods.hpp"
#include "api/management/results.hpp"

namespace hako::api::management {
namespace {

Task<Result<NamesResult>> run(rpc::NoParams, const ManagementCaller& caller, Services& services) {
    HAKO_CO_TRY_ASSIGN(auto names, co_await services.users.property_names(caller));
    co_return NamesResult{std::move(names)};
}

}  // namespace

Method user_get_property_names() {
    return {
        .name = "User.getPropertyNames",
        .summary = "The names of the properties that the newest 100 users have.",
        .access = Access::management_key,
        .effect = rpc::Effect::read,
        .run = rpc::bind<rpc::kNoParams, run>,
    };
}

}  // namespace hako::api::management
