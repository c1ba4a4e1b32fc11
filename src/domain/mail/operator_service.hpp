// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "crypto/sealed_box.hpp"
#include "domain/callers.hpp"
#include "domain/folder_changes.hpp"
#include "domain/mail/smtp_server.hpp"
#include "domain/mail/smtp_server_store.hpp"
#include "domain/mail/template.hpp"
#include "domain/mail/transport.hpp"
#include "domain/system_storage.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hako::mail {

/// A mail server as the operator gave it, not checked yet.
struct GivenServer {
    std::string host;
    std::optional<std::int64_t> port;  ///< empty: 587, 465 or 25, as `security` says
    SmtpSecurity security = SmtpSecurity::starttls;
    std::string username;
    crypto::Secret password{""};
    std::string ca_pem;
    std::string from;
};

/// A mail server without what is secret.
struct ServerSummary {
    std::optional<BackendId> backend;  ///< empty: for all that have none of their own
    UnixMillis configured_at = 0;
    std::shared_ptr<const SmtpServer> server;  ///< null: the settings do not open
};

/// A template as the operator gave it; what is empty stays as it is, or is none.
struct GivenTemplate {
    std::string name;
    std::optional<std::string> subject;
    std::optional<std::string> from;
    std::optional<std::string> bcc;
    std::optional<std::string> body;
    std::optional<TemplateUse> use;
};

/// What a test mail is sent to, and how.
struct TestMail {
    std::string to;
    /// Of a template of the backend; empty: a mail that says that it is a test.
    std::optional<std::string> template_name;
    Substitutes values;
};

/// How a test ended. A mail that was not sent is no refusal: the report is the answer.
struct TestReport {
    SendReport report;
    std::string host;
};

/// What the operator does about mail: servers, which are one for all backends or a backend's own,
/// and a backend's templates. Each change is one transaction, in force before its task is done.
///
/// A backend that does not exist is invalid_params under `backendId`.
class OperatorService {
public:
    /// All outlive it.
    struct Ports {
        Storage& storage;
        FolderChanges& changes;
        const crypto::Sealer& sealer;
        Transport& transport;
        const Clock& clock;
        Random& random;
    };

    explicit OperatorService(const Ports& ports) : ports_(ports) {}

    /// In the place of the one that is there. Fails with invalid_params under the names of the
    /// fields; nothing is asked of the server.
    Task<Result<ServerSummary>> configure(
        const OperatorCaller& caller,
        std::optional<BackendId> backend,
        GivenServer given
    ) const;

    /// All of them.
    Task<Result<std::vector<ServerSummary>>> servers(const OperatorCaller& caller) const;

    /// Fails with invalid_params when there is none.
    Task<Result<void>> remove(const OperatorCaller& caller, std::optional<BackendId> backend) const;

    /// Sends one mail now by the server that the backend's mails go to. Fails with invalid_params
    /// (`to`, `name`, `substituteParams`), with invalid_operation when there is no server.
    Task<Result<TestReport>>
    test(const OperatorCaller& caller, std::optional<BackendId> backend, TestMail mail) const;

    /// Makes or changes one. Fails with invalid_params as check_template.
    Task<Result<Template>>
    set_template(const OperatorCaller& caller, BackendId backend, GivenTemplate given) const;

    /// By name; the built-in one is among them.
    Task<Result<std::vector<Template>>> templates(const OperatorCaller& caller, BackendId backend)
        const;

    /// Fails with invalid_params (`name`) when there is none.
    Task<Result<Template>>
    get_template(const OperatorCaller& caller, BackendId backend, std::string name) const;

    /// The built-in one comes back as it was. Fails as get_template.
    Task<Result<void>>
    remove_template(const OperatorCaller& caller, BackendId backend, std::string name) const;

private:
    [[nodiscard]] ServerSummary summary_of(const SealedSmtpServer& row) const;
    Task<Result<std::shared_ptr<BackendStorage>>> data_of(BackendId backend) const;
    Task<Result<std::shared_ptr<const SmtpServer>>> server_of(std::optional<BackendId> backend
    ) const;
    Task<Result<Message>> test_message(
        std::optional<BackendId> backend,
        const SmtpServer& server,
        const TestMail& mail
    ) const;

    const Ports ports_;
};

}  // namespace hako::mail
