// SPDX-License-Identifier: Apache-2.0
#include "domain/mail/outbox.hpp"

#include "base/limits.hpp"
#include "domain/backend_storage.hpp"
#include "domain/mail/new_id.hpp"
#include "domain/mail/recipient.hpp"
#include "domain/sessions/session.hpp"

#include <array>
#include <string>
#include <utility>

namespace hako::mail {
namespace {

/// Binds a token to its request and its user: for another one it does not open.
std::string associated(const BackendId& backend, std::int64_t number, const UserId& user) {
    return "reset token " + backend.text() + " " + std::to_string(number) + " " + user.text();
}

UnixMillis life_of_tokens(const backends::Entry& backend) {
    return std::chrono::milliseconds(
               std::chrono::minutes(backend.backend.settings.reset_token_minutes)
    )
        .count();
}

bool is_too_old(const ResetRequest& request, UnixMillis now) {
    return now >= request.requested_at + std::chrono::milliseconds(limits::kResetMailHours).count();
}

Task<Result<std::optional<users::User>>>
user_of(BackendTransaction& tx, const std::string& username) {
    std::string why;
    const auto name = users::Username::parse(username, 1, why);
    if (!name) {
        co_return std::optional<users::User>();
    }
    HAKO_CO_TRY_ASSIGN(const auto id, co_await tx.users().find_by_username(*name));
    if (!id) {
        co_return std::optional<users::User>();
    }
    co_return co_await tx.users().find(*id);
}

Task<Result<std::optional<Template>>>
template_for_resets(BackendTransaction& tx, const std::string& name) {
    HAKO_CO_TRY_ASSIGN(auto found, co_await tx.mail().find_template(name));
    if (!found && name == kResetTemplateName) {
        found = built_in_reset_template();
    }
    if (found && found->use != TemplateUse::reset) {
        found.reset();
    }
    co_return found;
}

Task<Result<void>> keep(BackendTransaction& tx, const MailRecord& record) {
    if (!record.next_attempt_at) {
        return tx.mail().end_request(record.number);
    }
    return tx.mail().retry_request(record.number, record.attempt, *record.next_attempt_at);
}

}  // namespace

/// What a request leads to: whom it is for and what is sent.
struct Outbox::Draft {
    UserId user;
    Address to;
    Template of;
    Uuid message_id;
    std::string token;  ///< empty: none yet
};

Task<Result<std::optional<UnixMillis>>> Outbox::next_due(const backends::Entry& backend) const {
    return backend.storage->mail().next_due();
}

Task<Result<std::vector<OutgoingMail>>>
Outbox::claim(const backends::Entry& backend, std::chrono::seconds lease, std::size_t limit) const {
    using Mails = std::vector<OutgoingMail>;
    auto work = [&](BackendTransaction& tx) -> Task<Result<Mails>> {
        auto claiming = tx.mail().claim_requests(ports_.clock.now(), lease, limit);
        HAKO_CO_TRY_ASSIGN(const auto rows, co_await std::move(claiming));
        Mails mails;
        for (const ClaimedRequest& row : rows) {
            auto answering = answer(tx, backend, row);
            HAKO_CO_TRY_ASSIGN(auto mail, co_await std::move(answering));
            if (mail) {
                mails.push_back(*std::move(mail));
            }
        }
        co_return mails;
    };
    auto writing = write<Mails>(backend.storage->writes(), std::move(work));
    co_return co_await std::move(writing);
}

Task<Result<std::optional<OutgoingMail>>> Outbox::answer(
    BackendTransaction& tx,
    const backends::Entry& backend,
    const ClaimedRequest& row
) const {
    auto server = ports_.servers.find(backend.backend.id);
    std::optional<Draft> found;
    if (!is_too_old(row.request, ports_.clock.now())) {
        if (!server) {
            // The operator took it away, and may bring it back: again after the lease.
            co_return std::optional<OutgoingMail>();
        }
        auto drafting = draft(tx, backend, row);
        HAKO_CO_TRY_ASSIGN(found, co_await std::move(drafting));
    }
    if (!found) {
        HAKO_CO_TRY(co_await tx.mail().end_request(row.number));
        co_return std::optional<OutgoingMail>();
    }
    Draft draft = *std::move(found);
    if (draft.token.empty()) {
        auto making = with_new_token(tx, backend, row, std::move(draft));
        HAKO_CO_TRY_ASSIGN(draft, co_await std::move(making));
    }
    Substitutes values{{std::string(kResetTokenName), std::move(draft.token)}};
    const MessageStamp stamp{draft.message_id, ports_.clock.now()};
    HAKO_CO_TRY_ASSIGN(
        auto message, make_message(draft.of, server->from, std::move(draft.to), values, stamp)
    );
    co_return std::optional(OutgoingMail{
        .number = row.number,
        .attempt = row.attempt,
        .server = std::move(server),
        .message = std::move(message),
        .requested_at = row.request.requested_at,
    });
}

Task<Result<std::optional<Outbox::Draft>>> Outbox::draft(
    BackendTransaction& tx,
    const backends::Entry& backend,
    const ClaimedRequest& row
) const {
    const ResetRequest& request = row.request;
    const UnixMillis now = ports_.clock.now();
    if (!is_for_mail(request.property, backend.backend.settings)) {
        co_return std::optional<Draft>();
    }
    auto finding = user_of(tx, request.username);
    HAKO_CO_TRY_ASSIGN(const auto user, co_await std::move(finding));
    auto choosing = template_for_resets(tx, request.template_name);
    HAKO_CO_TRY_ASSIGN(auto of, co_await std::move(choosing));
    auto to = user ? address_in(*user, request.property) : std::nullopt;
    if (!to || !of) {
        co_return std::optional<Draft>();
    }
    Draft draft{user->id, *std::move(to), *std::move(of), {}, {}};
    if (row.mail && now < row.mail->token_made_at + life_of_tokens(backend) / 2) {
        const auto bound = associated(backend.backend.id, row.number, user->id);
        if (const auto token = ports_.sealer.open(row.mail->token_box, bound)) {
            draft.message_id = row.mail->message_id;
            draft.token = token->reveal();
            co_return std::optional(std::move(draft));
        }
    }
    const std::array party{MailLimiter::Party{MailLimiter::Role::account_address, draft.to.key()}};
    // A request counts once, however often its mail has to be made anew.
    if (!row.mail && ports_.limiter.count(backend.backend.id, party)) {
        co_return std::optional<Draft>();
    }
    co_return std::optional(std::move(draft));
}

Task<Result<Outbox::Draft>> Outbox::with_new_token(
    BackendTransaction& tx,
    const backends::Entry& backend,
    const ClaimedRequest& row,
    Draft draft
) const {
    const UnixMillis now = ports_.clock.now();
    const crypto::Secret token = sessions::make_reset_token(ports_.random);
    draft.token = token.reveal();
    draft.message_id = new_id(ports_.random);
    const auto hash = crypto::sha256(token.reveal());
    HAKO_CO_TRY(co_await tx.sessions().put_reset_token(draft.user, hash, now));
    const auto bound = associated(backend.backend.id, row.number, draft.user);
    const KeptMail kept{
        .message_id = draft.message_id,
        .token_box = ports_.sealer.seal(token.reveal(), bound, ports_.random),
        .token_made_at = now,
    };
    HAKO_CO_TRY(co_await tx.mail().keep_mail(row.number, kept));
    co_return draft;
}

Task<Result<void>>
Outbox::record(const backends::Entry& backend, std::span<const MailRecord> records) const {
    auto work = [records](BackendTransaction& tx) -> Task<Result<void>> {
        for (const MailRecord& record : records) {
            auto keeping = keep(tx, record);
            HAKO_CO_TRY(co_await std::move(keeping));
        }
        co_return Result<void>();
    };
    auto writing = write<void>(backend.storage->writes(), std::move(work));
    co_return co_await std::move(writing);
}

}  // namespace hako::mail
