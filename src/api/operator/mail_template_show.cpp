// SPDX-License-Identifier: Apache-2.0
#include "api/operator/mail_values.hpp"
#include "api/operator/methods.hpp"
#include "api/operator/values.hpp"

namespace hako::api::operator_front {
namespace {

struct Params {
    rpc::Given<BackendId> backend;
    std::string name;
};

constexpr auto kParams = rpc::params<Params>(
    rpc::required("backendId", &Params::backend),
    rpc::required("name", &Params::name)
);

Task<Result<TemplateResult>> run(Params params, const OperatorCaller& caller, Services& services) {
    auto getting =
        services.mail.get_template(caller, *std::move(params.backend), std::move(params.name));
    HAKO_CO_TRY_ASSIGN(auto value, co_await std::move(getting));
    co_return TemplateResult{std::move(value)};
}

}  // namespace

Method mail_template_show() {
    return {
        .name = "mail.template.show",
        .summary = "Show a mail template.",
        .access = Access::data_folder,
        .effect = rpc::Effect::read,
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::operator_front
