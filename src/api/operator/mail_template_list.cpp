// SPDX-License-Identifier: Apache-2.0
#include "api/operator/mail_values.hpp"
#include "api/operator/methods.hpp"
#include "api/operator/values.hpp"

namespace hako::api::operator_front {
namespace {

struct Params {
    rpc::Given<BackendId> backend;
};

constexpr auto kParams = rpc::params<Params>(rpc::required("backendId", &Params::backend));

Task<Result<TemplatesResult>> run(Params params, const OperatorCaller& caller, Services& services) {
    auto listing = services.mail.templates(caller, *std::move(params.backend));
    HAKO_CO_TRY_ASSIGN(auto templates, co_await std::move(listing));
    co_return TemplatesResult{std::move(templates)};
}

}  // namespace

Method mail_template_list() {
    return {
        .name = "mail.template.list",
        .summary = "List the mail templates of a backend.",
        .access = Access::data_folder,
        .effect = rpc::Effect::read,
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::operator_front
