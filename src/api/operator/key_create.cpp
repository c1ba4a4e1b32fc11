// SPDX-License-Identifier: Apache-2.0
#include "api/operator/methods.hpp"
#include "api/operator/values.hpp"

namespace hako::api::operator_front {
namespace {

struct Params {
    rpc::Given<BackendId> backend;
    IpRanges ranges;
    std::string name;
    std::optional<std::int64_t> expires_at;
};

constexpr auto kParams = rpc::params<Params>(
    rpc::required("backendId", &Params::backend),
    rpc::optional("ipRanges", &Params::ranges).about("None: valid from every address."),
    rpc::optional("name", &Params::name),
    rpc::optional("expiresAt", &Params::expires_at).about("Milliseconds since 1970.")
);

Task<Result<NewKeyResult>> run(Params params, const OperatorCaller& caller, Services& services) {
    keys::KeyRequest request{
        .backend = *std::move(params.backend),
        .ranges = std::move(params.ranges.ranges),
        .name = std::move(params.name),
        .expires_at = params.expires_at,
    };
    auto creating = services.keys.create(caller, std::move(request));
    HAKO_CO_TRY_ASSIGN(auto key, co_await std::move(creating));
    co_return NewKeyResult{std::move(key)};
}

}  // namespace

Method key_create() {
    return {
        .name = "key.create",
        .summary = "Create a management key; it is shown in this answer only.",
        .access = Access::data_folder,
        .effect = rpc::Effect::write,
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::operator_front
