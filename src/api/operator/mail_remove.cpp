// SPDX-License-Identifier: Apache-2.0
#include "api/operator/methods.hpp"
#include "api/operator/values.hpp"

namespace hako::api::operator_front {
namespace {

struct Params {
    std::optional<BackendId> backend;
};

constexpr auto kParams = rpc::params<Params>(
    rpc::optional("backendId", &Params::backend).about("None: the server for all.")
);

Task<Result<rpc::Ok>> run(Params params, const OperatorCaller& caller, Services& services) {
    auto removing = services.mail.remove(caller, std::move(params.backend));
    HAKO_CO_TRY(co_await std::move(removing));
    co_return rpc::kOk;
}

}  // namespace

Method mail_remove() {
    return {
        .name = "mail.remove",
        .summary = "Forget a mail server.",
        .access = Access::data_folder,
        .effect = rpc::Effect::write,
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::operator_front
