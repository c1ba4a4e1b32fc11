// SPDX-License-Identifier: Apache-2.0
#include "domain/mail/mail_service.hpp"

#include "base/limits.hpp"
#include "domain/backend_storage.hpp"
#include "domain/backends/backend.hpp"
#include "domain/mail/new_id.hpp"
#include "domain/mail/recipient.hpp"

#include <array>
#include <span>
#include <utility>

namespace hako::mail {
namespace {

using Role = MailLimiter::Role;

/// No username, property or template has a longer name.
constexpr std::size_t kNameBytesMax = 4 * limits::kUsernameCharactersMax;

Error no_server() {
    return Error::unavailable(PrivateDetail("no mail server is configured for the backend"));
}

Error too_many(std::chrono::seconds wait) {
    return Error::rate_limited("mail", PublicText("Too many mails; try again later."), wait);
}

Error not_taken(const SendReport& report) {
    return Error::unavailable(PrivateDetail(
        "the mail server did not take a mail (" + std::string(to_string(report.result)) +
        "): " + report.detail
    ));
}

Task<Result<Template>> template_for_apps(BackendStorage& data, const std::string& name) {
    HAKO_CO_TRY_ASSIGN(auto found, co_await data.mail().find_template(name));
    if (!found || found->use != TemplateUse::apps) {
        co_return Error::invalid_param("templateName", "Template not found.");
    }
    co_return *std::move(found);
}

Task<Result<Address>>
recipient(BackendStorage& data, const backends::Settings& settings, const AppMail& mail) {
    if (!is_for_mail(mail.property, settings)) {
        co_return Error::invalid_param("options", "Mail does not go to this property.");
    }
    const auto id = UserId::parse(mail.user);
    std::optional<users::User> user;
    if (id) {
        HAKO_CO_TRY_ASSIGN(user, co_await data.users().find(*id));
    }
    if (!user) {
        co_return Error::invalid_param("userOid", "User not found.");
    }
    auto address = address_in(*user, mail.property);
    if (!address) {
        co_return Error::invalid_param("options", "The property holds no mail address.");
    }
    co_return *std::move(address);
}

}  // namespace

Task<Result<void>> MailService::send(const AppCaller& caller, AppMail mail) const {
    const auto deadline = ports_.clock.steady_now() + limits::kMailAnswerSecondsMax;
    if (!caller.user()) {
        co_return Error(ErrorCode::login_required);
    }
    const backends::Backend& backend = caller.backend().backend;
    BackendStorage& data = *caller.backend().storage;
    auto finding = template_for_apps(data, mail.template_name);
    HAKO_CO_TRY_ASSIGN(const Template of, co_await std::move(finding));
    auto addressing = recipient(data, backend.settings, mail);
    HAKO_CO_TRY_ASSIGN(const Address to, co_await std::move(addressing));
    const auto server = ports_.servers.find(backend.id);
    if (!server) {
        co_return no_server();
    }
    const MessageStamp stamp{new_id(ports_.random), ports_.clock.now()};
    HAKO_CO_TRY_ASSIGN(auto message, make_message(of, server->from, to, mail.values, stamp));
    const std::array parties{
        MailLimiter::Party{Role::sender, caller.user()->text()},
        MailLimiter::Party{Role::sender_device, caller.device()},
        MailLimiter::Party{Role::recipient, to.key()},
    };
    if (const auto wait = ports_.limiter.count(backend.id, parties)) {
        co_return too_many(*wait);
    }
    auto sending = ports_.transport.send({
        .backend = backend.id,
        .server = server,
        .message = std::move(message),
        .deadline = deadline,
    });
    const SendReport report = co_await std::move(sending);
    if (report.result != SendResult::accepted) {
        co_return not_taken(report);
    }
    co_return Result<void>();
}

Task<Result<void>> MailService::request_reset(const AppCaller& caller, ResetWish wish) const {
    if (caller.user()) {
        co_return Error(ErrorCode::invalid_operation);
    }
    const BackendId& backend = caller.backend().backend.id;
    if (!ports_.servers.find(backend)) {
        co_return no_server();
    }
    if (wish.username.size() > kNameBytesMax || wish.property.size() > kNameBytesMax ||
        wish.template_name.size() > kNameBytesMax) {
        co_return Result<void>();  // There is nothing of such a name.
    }
    const std::array parties{
        MailLimiter::Party{Role::account, users::UsernameKey::of(wish.username).text()},
        MailLimiter::Party{Role::account_device, caller.device()},
        MailLimiter::Party{
            Role::client, wish.client ? wish.client->limit_group().text() : std::string("-")
        },
    };
    if (const auto wait = ports_.limiter.count(backend, parties)) {
        co_return too_many(*wait);
    }
    const ResetRequest request{
        .username = std::move(wish.username),
        .template_name = std::move(wish.template_name),
        .property = std::move(wish.property),
        .requested_at = ports_.clock.now(),
    };
    auto work = [&](BackendTransaction& tx) {
        return tx.mail().add_request(request, limits::kMailRequestsWaitingMax);
    };
    auto writing = write<bool>(caller.backend().storage->writes(), std::move(work));
    HAKO_CO_TRY_ASSIGN(const bool stored, co_await std::move(writing));
    if (!stored) {
        co_return too_many(std::chrono::minutes(1));
    }
    ports_.worker.ring(backend);
    co_return Result<void>();
}

}  // namespace hako::mail
