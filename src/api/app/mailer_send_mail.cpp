// SPDX-License-Identifier: Apache-2.0
#include "api/app/app_params.hpp"
#include "api/app/methods.hpp"
#include "api/mail_params.hpp"

namespace hako::api::app {
namespace {

struct Params {
    std::string user;
    std::string template_name;
    SubstituteParams values;
    ResetOptions options;  ///< of which templateName is passed over
};

constexpr auto kParams = rpc::params<Params>(
    rpc::required("userOid", &Params::user),
    rpc::required("templateName", &Params::template_name),
    rpc::optional("substituteParams", &Params::values)
        .about("Values for the %name% places of the template."),
    rpc::optional("options", &Params::options)
        .about("emailPropertyName: the property that holds the address (\"_username\").")
);

Task<Result<rpc::Ok>> run(Params params, const AppCaller& caller, Services& services) {
    auto sending = services.mail.send(
        caller,
        {
            .user = std::move(params.user),
            .template_name = std::move(params.template_name),
            .values = std::move(params.values.values),
            .property = std::move(params.options.email_property),
        }
    );
    HAKO_CO_TRY(co_await std::move(sending));
    co_return rpc::kOk;
}

}  // namespace

Method mailer_send_mail() {
    return {
        .name = "Mailer.sendMail",
        .summary = "Send a user a mail made of a template.",
        .access = Access::user,
        .effect = rpc::Effect::write,
        .errors = {ErrorCode::rate_limited},
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::app
