// SPDX-License-Identifier: Apache-2.0
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

Task<Result<rpc::Ok>> run(Params params, const OperatorCaller& caller, Services& services) {
    auto removing =
        services.mail.remove_template(caller, *std::move(params.backend), std::move(params.name));
    HAKO_CO_TRY(co_await std::move(removing));
    co_return rpc::kOk;
}

}  // namespace

Method mail_template_remove() {
    return {
        .name = "mail.template.remove",
        .summary = "Forget a mail template; the built-in one comes back as it was.",
        .access = Access::data_folder,
        .effect = rpc::Effect::write,
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::operator_front
