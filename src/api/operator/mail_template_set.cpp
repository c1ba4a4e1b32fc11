// SPDX-License-Identifier: Apache-2.0
#include "api/operator/mail_values.hpp"
#include "api/operator/methods.hpp"
#include "api/operator/values.hpp"

namespace hako::api::operator_front {
namespace {

struct Params {
    rpc::Given<BackendId> backend;
    std::string name;
    std::optional<std::string> subject;
    std::optional<std::string> from;
    std::optional<std::string> bcc;
    std::optional<std::string> body;
    std::optional<mail::TemplateUse> use;
};

constexpr auto kParams = rpc::params<Params>(
    rpc::required("backendId", &Params::backend),
    rpc::required("name", &Params::name),
    rpc::optional("subject", &Params::subject),
    rpc::optional("from", &Params::from).about("Empty: the mail server's."),
    rpc::optional("bcc", &Params::bcc).about("Empty: none."),
    rpc::optional("body", &Params::body),
    rpc::optional("use", &Params::use).about("Of a new one: apps.")
);

Task<Result<TemplateResult>> run(Params params, const OperatorCaller& caller, Services& services) {
    auto setting = services.mail.set_template(
        caller,
        *std::move(params.backend),
        {
            .name = std::move(params.name),
            .subject = std::move(params.subject),
            .from = std::move(params.from),
            .bcc = std::move(params.bcc),
            .body = std::move(params.body),
            .use = params.use,
        }
    );
    HAKO_CO_TRY_ASSIGN(auto value, co_await std::move(setting));
    co_return TemplateResult{std::move(value)};
}

}  // namespace

Method mail_template_set() {
    return {
        .name = "mail.template.set",
        .summary = "Make a mail template, or change what is given of one.",
        .access = Access::data_folder,
        .effect = rpc::Effect::write,
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::operator_front
