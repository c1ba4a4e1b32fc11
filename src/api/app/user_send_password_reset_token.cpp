// SPDX-License-Identifier: Apache-2.0
#include "api/app/app_params.hpp"
#include "api/app/methods.hpp"

namespace hako::api::app {
namespace {

struct Params {
    std::string username;
    ResetOptions options;
};

constexpr auto kParams = rpc::params<Params>(
    rpc::required("username", &Params::username),
    rpc::optional("options", &Params::options)
        .about("The answer is the same whether there is such a user and a mail is sent or not.")
);

Task<Result<rpc::Ok>> run(Params params, const AppCaller& caller, Services& services) {
    auto wishing = services.mail.request_reset(
        caller,
        {.username = std::move(params.username),
         .property = std::move(params.options.email_property),
         .template_name = std::move(params.options.template_name),
         .client = services.request.client}
    );
    HAKO_CO_TRY(co_await std::move(wishing));
    co_return rpc::kOk;
}

}  // namespace

Method user_send_password_reset_token() {
    return {
        .name = "User.sendPasswordResetToken",
        .summary = "Have a mail sent that holds a token to set a new password with.",
        .access = Access::dead_session_is_absent,
        .effect = rpc::Effect::write,
        .errors = {ErrorCode::invalid_operation},
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::app
