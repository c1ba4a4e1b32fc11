// SPDX-License-Identifier: Apache-2.0
#include "api/operator/methods.hpp"
#include "api/operator/push_values.hpp"
#include "api/operator/values.hpp"

namespace hako::api::operator_front {
namespace {

struct Params {
    rpc::Given<BackendId> backend;
    Environments environments;
    std::string apns_key;
    std::string key_id;
    std::string team_id;
    std::string apns_certificate;
    std::string topic;
    std::string service_account;
};

constexpr auto kParams = rpc::params<Params>(
    rpc::required("backendId", &Params::backend),
    rpc::optional("environments", &Params::environments).about("Of APNs; none: both."),
    rpc::optional("apnsKey", &Params::apns_key).about("The text of the .p8 file."),
    rpc::optional("keyId", &Params::key_id).about("Of the APNs key."),
    rpc::optional("teamId", &Params::team_id).about("Of the APNs key."),
    rpc::optional("apnsCertificate", &Params::apns_certificate)
        .about("A client certificate and its key, as PEM."),
    rpc::optional("topic", &Params::topic).about("The app's bundle id, for APNs."),
    rpc::optional("serviceAccount", &Params::service_account)
        .about("The text of the service account's JSON file, for FCM.")
);

/// What was given, or that it was not exactly one.
Result<push::GivenCredential> given(Params& params) {
    const int count = (params.apns_key.empty() ? 0 : 1) +
                      (params.apns_certificate.empty() ? 0 : 1) +
                      (params.service_account.empty() ? 0 : 1);
    if (count != 1) {
        return Error::invalid_param(
            "apnsKey", "Give one of apnsKey, apnsCertificate and serviceAccount."
        );
    }
    if (!params.apns_key.empty()) {
        return push::GivenCredential(push::ApnsKeyCredential{
            crypto::Secret(std::move(params.apns_key)),
            std::move(params.key_id),
            std::move(params.team_id),
            std::move(params.topic),
        });
    }
    if (!params.apns_certificate.empty()) {
        return push::GivenCredential(push::ApnsCertificateCredential{
            crypto::Secret(std::move(params.apns_certificate)), std::move(params.topic)
        });
    }
    return push::GivenCredential(
        push::ServiceAccountText{crypto::Secret(std::move(params.service_account))}
    );
}

Task<Result<ConfiguredResult>>
run(Params params, const OperatorCaller& caller, Services& services) {
    HAKO_CO_TRY_ASSIGN(auto credential, given(params));
    auto configuring = services.credentials.configure(
        caller,
        *std::move(params.backend),
        std::move(credential),
        std::move(params.environments.environments)
    );
    HAKO_CO_TRY_ASSIGN(auto configured, co_await std::move(configuring));
    co_return ConfiguredResult{std::move(configured)};
}

}  // namespace

Method push_configure() {
    return {
        .name = "push.configure",
        .summary = "Keep a credential that pushes are sent with; it is not shown again.",
        .access = Access::data_folder,
        .effect = rpc::Effect::write,
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::operator_front
