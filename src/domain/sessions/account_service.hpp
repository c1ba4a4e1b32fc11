// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/ip_address.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "crypto/secret.hpp"
#include "domain/callers.hpp"
#include "domain/properties.hpp"
#include "domain/sessions/attempt_limiter.hpp"
#include "domain/sessions/session_store.hpp"
#include "domain/users/user_service.hpp"

#include <optional>
#include <string>

namespace hako {
class BackendTransaction;
}

namespace hako::crypto {
class PasswordHasher;
}

namespace hako::sessions {

/// A login: who it is, and the credentials that were made for it, which are shown once.
struct Login {
    users::User user;
    crypto::Secret session;
    crypto::Secret login_token;
};

/// How a user's account is entered and left: the use cases of the app API that make or end
/// sessions. Each change is one transaction, on disk before its task is done. Safe to use from
/// every thread; a caller outlives the task it was given to.
///
/// Where a password is checked, a wrong one and an unknown user are one refusal, at the cost of one
/// hash each. Where something secret is guessed, wrong tries are limited for the account and for
/// the address `client` they come from (AttemptLimiter): rate_limited with the time to wait.
/// Busy when too many passwords wait to be hashed, or the account changes at the same moment.
class AccountService {
public:
    /// All outlive it. Blocks for one hash.
    AccountService(
        const Clock& clock,
        Random& random,
        crypto::PasswordHasher& hasher,
        const AttemptLimiter::Options& limits
    );

    /// Makes a user and logs it in on the caller's device. Fails with invalid_params (`username`)
    /// when the name is taken.
    Task<Result<Login>>
    register_user(const AppCaller& caller, users::Credentials credentials, Properties properties);

    /// Logs in on the caller's device, which is linked to the user from then on. Fails with
    /// invalid_params (`username`).
    Task<Result<Login>> log_in(
        const AppCaller& caller,
        std::string username,
        crypto::Secret password,
        std::optional<IpAddress> client
    );

    /// Opens another session by a login token, which stays the same and whose period starts anew.
    /// Fails with invalid_operation when the backend has auto-login switched off, with
    /// invalid_params (`loginToken`) for a token that is unknown, over, or of another device.
    Task<Result<Login>> auto_log_in(const AppCaller& caller, crypto::Secret login_token);

    /// Ends the caller's session, its login token and the other sessions of that token; the device
    /// is linked to the user no longer.
    Task<Result<void>> log_out(const AppCaller& caller);

    /// Deletes the caller's user with all that hangs on it; its items stay. Fails with
    /// invalid_params (`password`).
    Task<Result<void>>
    unregister(const AppCaller& caller, crypto::Secret password, std::optional<IpAddress> client);

    /// Sets the caller's password and ends all its sessions and login tokens but the caller's own.
    /// Fails with invalid_params (`oldPassword`).
    Task<Result<void>> change_password(
        const AppCaller& caller,
        crypto::Secret old_password,
        crypto::Secret new_password,
        std::optional<IpAddress> client
    );

    /// Uses up a reset token: sets the password, ends all the user's sessions and login tokens, and
    /// logs in. Fails with invalid_params (`token`) for an unknown user and a token that is wrong,
    /// used or over alike; a wrong try does not use it up.
    Task<Result<Login>> reset_password(
        const AppCaller& caller,
        std::string username,
        crypto::Secret new_password,
        crypto::Secret token,
        std::optional<IpAddress> client
    );

private:
    /// The new credentials of a login, and what is stored of them.
    struct NewLogin {
        crypto::Secret session;
        crypto::Secret login_token;
    };

    NewLogin make_login();

    /// A login by a password that is right now; empty: the stored hash changed while it was
    /// checked.
    Task<Result<std::optional<Login>>> try_log_in(
        const AppCaller& caller,
        const users::UsernameKey& name,
        const crypto::Secret& password,
        AttemptLimiter::Attempt& attempt
    );

    /// Stores a login of `user` on the caller's device, in the open transaction.
    Task<Result<void>>
    store_login(BackendTransaction& tx, const AppCaller& caller, UserId user, const NewLogin& made);

    /// Checks the password of the caller's own user, with the limits; the refusal names
    /// `parameter`.
    Task<Result<KnownUser>> check_own_password(
        const AppCaller& caller,
        crypto::Secret password,
        std::optional<IpAddress> client,
        std::string_view parameter
    );

    Task<Result<bool>> verify(const crypto::Secret& password, const std::string& password_hash);

    const Clock& clock_;
    Random& random_;
    crypto::PasswordHasher& hasher_;
    AttemptLimiter logins_;
    AttemptLimiter resets_;

    /// Stands for the password of users that do not exist.
    const std::string nobodys_hash_;
};

}  // namespace hako::sessions
