// SPDX-License-Identifier: Apache-2.0
#include "api/operator/mail_values.hpp"
#include "api/operator/methods.hpp"

namespace hako::api::operator_front {
namespace {

Task<Result<MailServersResult>>
run(rpc::NoParams, const OperatorCaller& caller, Services& services) {
    auto listing = services.mail.servers(caller);
    HAKO_CO_TRY_ASSIGN(auto servers, co_await std::move(listing));
    co_return MailServersResult{std::move(servers)};
}

}  // namespace

Method mail_show() {
    return {
        .name = "mail.show",
        .summary = "List the mail servers, without what is secret.",
        .access = Access::data_folder,
        .effect = rpc::Effect::read,
        .run = rpc::bind<rpc::kNoParams, run>,
    };
}

}  // namespace hako::api::operator_front
