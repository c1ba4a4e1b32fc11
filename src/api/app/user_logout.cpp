// SPDX-License-Identifier: Apache-2.0
#include "api/app/methods.hpp"

namespace hako::api::app {
namespace {

Task<Result<rpc::Ok>> run(rpc::NoParams, const AppCaller& caller, Services& services) {
    auto leaving = services.accounts.log_out(caller);
    HAKO_CO_TRY(co_await std::move(leaving));
    co_return rpc::kOk;
}

}  // namespace

Method user_logout() {
    return {
        .name = "User.logout",
        .summary = "End this session and its login token.",
        .access = Access::user,
        .effect = rpc::Effect::slow_write,
        .run = rpc::bind<rpc::kNoParams, run>,
    };
}

}  // namespace hako::api::app
