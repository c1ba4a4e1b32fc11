// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/doorbell.hpp"
#include "base/ip_address.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/callers.hpp"
#include "domain/mail/mail_limiter.hpp"
#include "domain/mail/smtp_server.hpp"
#include "domain/mail/transport.hpp"

#include <optional>
#include <string>

namespace hako::mail {

/// A mail that an app wants to have sent to a user.
struct AppMail {
    std::string user;  ///< an id as the app gave it
    std::string template_name;
    Substitutes values;
    std::string property;  ///< which one of the user's holds the address
};

/// A reset that somebody wants.
struct ResetWish {
    std::string username;
    std::string property;
    std::string template_name;
    std::optional<IpAddress> client;  ///< where it came from; empty: not known
};

/// The use cases of mail in the app API. Safe to use from every thread; a caller outlives the task
/// it was given to.
class MailService {
public:
    /// All outlive it.
    struct Ports {
        const SmtpServerSource& servers;
        Transport& transport;
        MailLimiter& limiter;
        Doorbell& worker;  ///< rung when a reset was asked for
        const Clock& clock;
        Random& random;
    };

    explicit MailService(const Ports& ports) : ports_(ports) {}

    /// Sends a mail now and waits for the mail server's answer, kMailAnswerSecondsMax at most.
    ///
    /// Fails with login_required; with invalid_params (`templateName`) when apps have no such
    /// template, (`userOid`) when there is no such user, (`options`) when the property is not one
    /// that mail goes to, or holds no address, (`substituteParams`); with rate_limited; with
    /// unavailable when there is no mail server, or it did not take the mail in time.
    Task<Result<void>> send(const AppCaller& caller, AppMail mail) const;

    /// Stores that a reset is wanted; the worker sends the mail, if there is somebody to send it
    /// to. Nothing that depends on whether there is such a user is read or told.
    ///
    /// Fails with invalid_operation when the caller is logged in, with rate_limited, with
    /// unavailable when there is no mail server or the write fails.
    Task<Result<void>> request_reset(const AppCaller& caller, ResetWish wish) const;

private:
    const Ports ports_;
};

}  // namespace hako::mail
