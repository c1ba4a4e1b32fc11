// SPDX-License-Identifier: Apache-2.0
#include "domain/mail/operator_service.hpp"

#include "base/limits.hpp"
#include "domain/backend_storage.hpp"
#include "domain/mail/new_id.hpp"
#include "domain/mail/server_checks.hpp"
#include "domain/mail/smtp_server_codec.hpp"

#include <algorithm>
#include <utility>

namespace hako::mail {
namespace {

Error no_such_template() {
    return Error::invalid_param("name", "Template not found.");
}

/// What `send_password_token` is when the operator stored none; empty for other names.
std::optional<Template> built_in(std::string_view name) {
    return name == kResetTemplateName ? std::optional(built_in_reset_template()) : std::nullopt;
}

Template changed(std::optional<Template> before, GivenTemplate given, UnixMillis now) {
    Template after = before ? *std::move(before) : Template{};
    after.name = std::move(given.name);
    const auto take = [](std::string& field, std::optional<std::string>& text) {
        if (text) {
            field = *std::move(text);
        }
    };
    take(after.subject, given.subject);
    take(after.from, given.from);
    take(after.bcc, given.bcc);
    take(after.body, given.body);
    after.use = given.use.value_or(after.use);
    after.updated_at = now;
    return after;
}

Template plain_test() {
    return {
        .name = {},
        .subject = "Test of Hako's mail",
        .from = {},
        .bcc = {},
        .body = "This mail shows that Hako can send mails by this server.\n",
    };
}

}  // namespace

ServerSummary OperatorService::summary_of(const SealedSmtpServer& row) const {
    return {row.backend, row.configured_at, open(ports_.sealer, row)};
}

Task<Result<ServerSummary>> OperatorService::configure(
    const OperatorCaller&,
    std::optional<BackendId> backend,
    GivenServer given
) const {
    HAKO_CO_TRY_ASSIGN(const SmtpServer server, checked(std::move(given)));
    const SealedSmtpServer row{
        .backend = backend,
        .box = seal(ports_.sealer, server, backend, ports_.random),
        .configured_at = ports_.clock.now(),
    };
    auto work = [&](SystemTransaction& tx) -> Task<Result<void>> {
        if (backend) {
            HAKO_CO_TRY(co_await require_backend(tx, *backend));
        }
        co_return co_await tx.smtp_servers().put(row);
    };
    auto making = ports_.changes.make<void>(std::move(work));
    HAKO_CO_TRY(co_await std::move(making));
    co_return summary_of(row);
}

Task<Result<std::vector<ServerSummary>>> OperatorService::servers(const OperatorCaller&) const {
    auto work = [](SystemTransaction& tx) { return tx.smtp_servers().list(); };
    auto reading = write<std::vector<SealedSmtpServer>>(ports_.storage.writes(), std::move(work));
    HAKO_CO_TRY_ASSIGN(const auto rows, co_await std::move(reading));
    std::vector<ServerSummary> summaries;
    summaries.reserve(rows.size());
    for (const SealedSmtpServer& row : rows) {
        summaries.push_back(summary_of(row));
    }
    co_return summaries;
}

Task<Result<void>> OperatorService::remove(const OperatorCaller&, std::optional<BackendId> backend)
    const {
    auto work = [&](SystemTransaction& tx) -> Task<Result<void>> {
        if (backend) {
            HAKO_CO_TRY(co_await require_backend(tx, *backend));
        }
        HAKO_CO_TRY_ASSIGN(const bool removed, co_await tx.smtp_servers().erase(backend));
        if (!removed) {
            co_return Error::invalid_param("backendId", "It has no mail server of its own.");
        }
        co_return Result<void>();
    };
    auto making = ports_.changes.make<void>(std::move(work));
    co_return co_await std::move(making);
}

Task<Result<std::shared_ptr<BackendStorage>>> OperatorService::data_of(BackendId backend) const {
    auto work = [&](SystemTransaction& tx) -> Task<Result<void>> {
        HAKO_CO_TRY(co_await require_backend(tx, backend));
        co_return Result<void>();
    };
    auto looking = write<void>(ports_.storage.writes(), std::move(work));
    HAKO_CO_TRY(co_await std::move(looking));
    co_return ports_.storage.open_backend(backend);
}

Task<Result<std::shared_ptr<const SmtpServer>>> OperatorService::server_of(
    std::optional<BackendId> backend
) const {
    auto work = [](SystemTransaction& tx) { return tx.smtp_servers().list(); };
    auto reading = write<std::vector<SealedSmtpServer>>(ports_.storage.writes(), std::move(work));
    HAKO_CO_TRY_ASSIGN(const auto rows, co_await std::move(reading));
    const SealedSmtpServer* found = nullptr;
    for (const SealedSmtpServer& row : rows) {
        if (row.backend == backend || (!row.backend && found == nullptr)) {
            found = &row;
        }
    }
    auto server = found == nullptr ? nullptr : open(ports_.sealer, *found);
    if (!server) {
        Error error(ErrorCode::invalid_operation);
        error.add_param("server", "There is no mail server. Give one: hako mail configure");
        co_return error;
    }
    co_return server;
}

Task<Result<Message>> OperatorService::test_message(
    std::optional<BackendId> backend,
    const SmtpServer& server,
    const TestMail& mail
) const {
    auto to = Address::parse(mail.to);
    if (!to) {
        co_return Error::invalid_param("to", "Must be one address.");
    }
    Template of = plain_test();
    if (mail.template_name) {
        if (!backend) {
            co_return Error::invalid_param("backendId", "A template is a backend's.");
        }
        auto getting =
            get_template(OperatorCaller::of_data_folder(), *backend, *mail.template_name);
        HAKO_CO_TRY_ASSIGN(of, co_await std::move(getting));
    }
    const MessageStamp stamp{new_id(ports_.random), ports_.clock.now()};
    co_return make_message(of, server.from, *std::move(to), mail.values, stamp);
}

Task<Result<TestReport>> OperatorService::test(
    const OperatorCaller&,
    std::optional<BackendId> backend,
    TestMail mail
) const {
    if (backend) {
        auto looking = data_of(*backend);
        HAKO_CO_TRY(co_await std::move(looking));
    }
    auto finding = server_of(backend);
    HAKO_CO_TRY_ASSIGN(auto server, co_await std::move(finding));
    auto making = test_message(backend, *server, mail);
    HAKO_CO_TRY_ASSIGN(auto message, co_await std::move(making));
    auto sending = ports_.transport.send({
        .backend = backend,
        .server = server,
        .message = std::move(message),
        .deadline = ports_.clock.steady_now() + limits::kMailAnswerSecondsMax,
    });
    auto report = co_await std::move(sending);
    co_return TestReport{std::move(report), server->host};
}

Task<Result<Template>>
OperatorService::set_template(const OperatorCaller&, BackendId backend, GivenTemplate given) const {
    auto opening = data_of(backend);
    HAKO_CO_TRY_ASSIGN(const auto data, co_await std::move(opening));
    auto work = [&](BackendTransaction& tx) -> Task<Result<Template>> {
        HAKO_CO_TRY_ASSIGN(auto before, co_await tx.mail().find_template(given.name));
        if (!before) {
            before = built_in(given.name);
        }
        Template after = changed(std::move(before), std::move(given), ports_.clock.now());
        HAKO_CO_TRY(check_template(after));
        HAKO_CO_TRY(co_await tx.mail().put_template(after));
        co_return after;
    };
    auto writing = write<Template>(data->writes(), std::move(work));
    co_return co_await std::move(writing);
}

Task<Result<std::vector<Template>>>
OperatorService::templates(const OperatorCaller&, BackendId backend) const {
    auto opening = data_of(backend);
    HAKO_CO_TRY_ASSIGN(const auto data, co_await std::move(opening));
    auto work = [](BackendTransaction& tx) { return tx.mail().templates(); };
    auto reading = write<std::vector<Template>>(data->writes(), std::move(work));
    HAKO_CO_TRY_ASSIGN(auto all, co_await std::move(reading));
    const auto place = std::find_if(all.begin(), all.end(), [](const Template& one) {
        return one.name >= kResetTemplateName;
    });
    if (place == all.end() || place->name != kResetTemplateName) {
        all.insert(place, built_in_reset_template());
    }
    co_return all;
}

Task<Result<Template>>
OperatorService::get_template(const OperatorCaller&, BackendId backend, std::string name) const {
    auto opening = data_of(backend);
    HAKO_CO_TRY_ASSIGN(const auto data, co_await std::move(opening));
    HAKO_CO_TRY_ASSIGN(auto found, co_await data->mail().find_template(name));
    if (!found) {
        found = built_in(name);
    }
    if (!found) {
        co_return no_such_template();
    }
    co_return *std::move(found);
}

Task<Result<void>>
OperatorService::remove_template(const OperatorCaller&, BackendId backend, std::string name) const {
    auto opening = data_of(backend);
    HAKO_CO_TRY_ASSIGN(const auto data, co_await std::move(opening));
    auto work = [&](BackendTransaction& tx) -> Task<Result<void>> {
        HAKO_CO_TRY_ASSIGN(const bool removed, co_await tx.mail().erase_template(name));
        if (!removed) {
            co_return no_such_template();
        }
        co_return Result<void>();
    };
    auto writing = write<void>(data->writes(), std::move(work));
    co_return co_await std::move(writing);
}

}  // namespace hako::mail
