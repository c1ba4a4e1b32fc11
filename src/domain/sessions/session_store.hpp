// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/sessions/session.hpp"
#include "domain/users/user.hpp"
#include "domain/users/username.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hako::sessions {

/// A user with what proves it: only the code that checks passwords sees one.
struct KnownUser {
    users::User user;
    std::string password_hash;  ///< PHC string
};

/// The sessions, login tokens and reset tokens of one backend inside one open transaction.
class SessionStore {
public:
    virtual ~SessionStore() = default;

    /// Alive or not: is_live says it.
    virtual Task<Result<std::optional<Session>>> find(const TokenHash& session) = 0;
    virtual Task<Result<std::optional<LoginToken>>> find_login_token(const TokenHash& token) = 0;

    /// The user with its password's hash, by its id or by its name.
    virtual Task<Result<std::optional<KnownUser>>> find_user(UserId id) = 0;
    virtual Task<Result<std::optional<KnownUser>>> find_user(const users::UsernameKey& name) = 0;

    /// Keeps a new session. Beyond kSessionsPerUserMax of its user, those that were seen longest
    /// ago end.
    virtual Task<Result<void>> put(const Session& session) = 0;

    /// Keeps a new login token, or that an old one was used. Beyond kSessionsPerUserMax of its
    /// user, those that were used longest ago end.
    virtual Task<Result<void>> put(const LoginToken& token) = 0;

    /// The session was seen at `now`, if it is still there and was not seen later.
    virtual Task<Result<void>> touch(const TokenHash& session, UnixMillis now) = 0;

    /// Ends a session with its login token and all other sessions of that token.
    virtual Task<Result<void>> end_login(const Session& session) = 0;

    /// Ends all sessions, login tokens and reset tokens of a user, but `kept` and its login token.
    virtual Task<Result<void>> end_all(UserId user, const std::optional<TokenHash>& kept) = 0;

    /// The user's one reset token from now on. The user exists.
    virtual Task<Result<void>>
    put_reset_token(UserId user, const TokenHash& token, UnixMillis now) = 0;

    /// Uses up the user's reset token: true when it was `token` and was made after `made_after`; it
    /// is then gone. Anything else changes nothing.
    virtual Task<Result<bool>>
    take_reset_token(UserId user, const TokenHash& token, UnixMillis made_after) = 0;

    /// Sets the password's hash without a change that the user sees: the same password at another
    /// cost.
    virtual Task<Result<void>> rehash(UserId user, const std::string& password_hash) = 0;

    /// Removes some of what ended by its age, at most `rows_max` of each kind.
    virtual Task<Result<void>> sweep(const Horizon& horizon, std::int64_t rows_max) = 0;
};

/// Reads outside a transaction; each sees all that was committed before, and is quick enough for an
/// I/O thread: one look-up by a key.
class SessionReader {
public:
    virtual ~SessionReader() = default;

    virtual Task<Result<std::optional<Session>>> find(const TokenHash& session) = 0;
    virtual Task<Result<std::optional<LoginToken>>> find_login_token(const TokenHash& token) = 0;
    virtual Task<Result<std::optional<KnownUser>>> find_user(UserId id) = 0;
    virtual Task<Result<std::optional<KnownUser>>> find_user(const users::UsernameKey& name) = 0;

    /// Whether the user of this name, if any, has this reset token, made after `made_after`.
    virtual Task<Result<bool>> has_reset_token(
        const users::UsernameKey& name,
        const TokenHash& token,
        UnixMillis made_after
    ) = 0;
};

}  // namespace hako::sessions
