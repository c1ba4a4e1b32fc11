// SPDX-License-Identifier: Apache-2.0
#include "api/operator/mail_values.hpp"
#include "api/operator/methods.hpp"
#include "api/operator/values.hpp"

namespace hako::api::operator_front {
namespace {

struct Params {
    std::optional<BackendId> backend;
    std::string host;
    std::optional<std::int64_t> port;
    mail::SmtpSecurity security = mail::SmtpSecurity::starttls;
    std::string username;
    std::string password;
    std::string ca;
    std::string from;
};

constexpr auto kParams = rpc::params<Params>(
    rpc::optional("backendId", &Params::backend).about("None: the server for all."),
    rpc::required("host", &Params::host),
    rpc::optional("port", &Params::port).about("None: the usual one."),
    rpc::optional("security", &Params::security).about("None: starttls."),
    rpc::optional("username", &Params::username),
    rpc::optional("password", &Params::password),
    rpc::optional("ca", &Params::ca).about("Certificates as PEM; none: the system's."),
    rpc::required("from", &Params::from).about("The sender: ADDRESS or NAME <ADDRESS>.")
);

Task<Result<MailServerResult>>
run(Params params, const OperatorCaller& caller, Services& services) {
    auto configuring = services.mail.configure(
        caller,
        std::move(params.backend),
        {
            .host = std::move(params.host),
            .port = params.port,
            .security = params.security,
            .username = std::move(params.username),
            .password = crypto::Secret(std::move(params.password)),
            .ca_pem = std::move(params.ca),
            .from = std::move(params.from),
        }
    );
    HAKO_CO_TRY_ASSIGN(auto server, co_await std::move(configuring));
    co_return MailServerResult{std::move(server)};
}

}  // namespace

Method mail_configure() {
    return {
        .name = "mail.configure",
        .summary = "Keep how a mail server is reached; its password is not shown again.",
        .access = Access::data_folder,
        .effect = rpc::Effect::write,
        .run = rpc::bind<kParams, run>,
    };
}

}  // namespace hako::api::operator_front
