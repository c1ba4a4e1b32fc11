// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "crypto/sealed_box.hpp"
#include "domain/backends/backend.hpp"
#include "domain/mail/mail_limiter.hpp"
#include "domain/mail/mail_store.hpp"
#include "domain/mail/message.hpp"
#include "domain/mail/smtp_server.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace hako {
class BackendTransaction;
}

namespace hako::mail {

/// A reset mail that a worker has to send now.
struct OutgoingMail {
    std::int64_t number = 0;
    int attempt = 0;
    std::shared_ptr<const SmtpServer> server;
    Message message;
    UnixMillis requested_at = 0;
};

/// What becomes of a mail after an attempt.
struct MailRecord {
    std::int64_t number = 0;
    int attempt = 0;
    std::optional<UnixMillis> next_attempt_at;  ///< empty: it is done with
};

/// The reset mails of a backend that wait to be sent. What is in it survives the process; each call
/// is one transaction, on disk when its task is done.
class Outbox {
public:
    /// All outlive it.
    struct Ports {
        const SmtpServerSource& servers;
        const crypto::Sealer& sealer;
        MailLimiter& limiter;
        const Clock& clock;
        Random& random;
    };

    explicit Outbox(const Ports& ports) : ports_(ports) {}

    /// When there is something to do next; empty: nothing.
    [[nodiscard]] Task<Result<std::optional<UnixMillis>>> next_due(const backends::Entry& backend
    ) const;

    /// Takes at most `limit` requests that are due and looks for whom each is: those for nobody,
    /// and those that the limits hold back, end here. The mails of the rest are held for `lease`.
    ///
    /// A mail gets its token in the transaction that first takes it, and keeps token and Message-ID
    /// for all attempts, as long as half of the token's life is left; then it is another mail.
    [[nodiscard]] Task<Result<std::vector<OutgoingMail>>>
    claim(const backends::Entry& backend, std::chrono::seconds lease, std::size_t limit) const;

    [[nodiscard]] Task<Result<void>>
    record(const backends::Entry& backend, std::span<const MailRecord> records) const;

private:
    struct Draft;

    Task<Result<std::optional<OutgoingMail>>>
    answer(BackendTransaction& tx, const backends::Entry& backend, const ClaimedRequest& row) const;
    Task<Result<std::optional<Draft>>>
    draft(BackendTransaction& tx, const backends::Entry& backend, const ClaimedRequest& row) const;
    Task<Result<Draft>> with_new_token(
        BackendTransaction& tx,
        const backends::Entry& backend,
        const ClaimedRequest& row,
        Draft draft
    ) const;

    const Ports ports_;
};

}  // namespace hako::mail
