// SPDX-License-Identifier: Apache-2.0
#include "api/mail_params.hpp"
#include "api/operator/mail_values.hpp"
#include "api/operator/methods.hpp"
#include "api/operator/values.hpp"

namespace hako::api::operator_front {
namespace {

struct Params {
    std::optional<BackendId> backend;
    std::string to;
    std::optional<std::string> template_name;
    SubstituteParams values;
};

constexpr auto kParams = rpc::params<Params>(
    rpc::optional("backendId", &Params::backend).about("None: by the server for all."),
    rpc::required("to", &Params::to),
    rpc::optional("templateName", &Params::template_name)
        .about("None: a mail that says that it is a test."),
    rpc::optional("substituteParams", &Params::values)
);

Task<Result<MailTestResult>> run(Params params, const OperatorCaller& caller, Services& services) {
    auto testing = services.mail.test(
        caller,
        std::move(params.backend),
        {
            .to = std::move(params.to),
            .template_name = std::move(params.template_name),
            .values = std::move(params.values.values),
        }
    );
    HAKO_CO_TRY_ASSIGN(auto report, co_await std::move(testing));
    co_return MailTestResult{std::move(report)};
}

}  // namespace

Method mail_test() {
    return {
        .name = "mail.test",
        .summary = "Send a mail now, and say what the mail server answers.",
        .access = Access::data_folder,
        .effect = rpc::Effect::write,
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::operator_front
