// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/sessions/session_store.hpp"
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/read_side.hpp"

#include <optional>
#include <string>

namespace hako::sqlite {

/// See the port.
class SessionStore final : public sessions::SessionStore {
public:
    explicit SessionStore(Connection& connection) : connection_(connection) {}

    Task<Result<std::optional<sessions::Session>>> find(const sessions::TokenHash& session
    ) override;
    Task<Result<std::optional<sessions::LoginToken>>> find_login_token(
        const sessions::TokenHash& token
    ) override;
    Task<Result<std::optional<sessions::KnownUser>>> find_user(UserId id) override;
    Task<Result<std::optional<sessions::KnownUser>>> find_user(const users::UsernameKey& name
    ) override;
    Task<Result<void>> put(const sessions::Session& session) override;
    Task<Result<void>> put(const sessions::LoginToken& token) override;
    Task<Result<void>> touch(const sessions::TokenHash& session, UnixMillis now) override;
    Task<Result<void>> end_login(const sessions::Session& session) override;
    Task<Result<void>> end_all(UserId user, const std::optional<sessions::TokenHash>& kept)
        override;
    Task<Result<void>>
    put_reset_token(UserId user, const sessions::TokenHash& token, UnixMillis now) override;
    Task<Result<bool>>
    take_reset_token(UserId user, const sessions::TokenHash& token, UnixMillis made_after) override;
    Task<Result<void>> rehash(UserId user, const std::string& password_hash) override;
    Task<Result<void>> sweep(const sessions::Horizon& horizon, std::int64_t rows_max) override;

private:
    Result<void> put_now(const sessions::Session& session);
    Result<void> put_now(const sessions::LoginToken& token);
    Result<void> end_all_now(UserId user, const std::optional<sessions::TokenHash>& kept);
    Result<bool>
    take_reset_token_now(UserId user, const sessions::TokenHash& token, UnixMillis made_after);
    Result<void> sweep_now(const sessions::Horizon& horizon, std::int64_t rows_max);

    Connection& connection_;
};

/// See the port. Every read is one look-up, on the caller's thread.
class SessionReader final : public sessions::SessionReader {
public:
    explicit SessionReader(ReadSide& reads) : reads_(reads) {}

    Task<Result<std::optional<sessions::Session>>> find(const sessions::TokenHash& session
    ) override;
    Task<Result<std::optional<sessions::LoginToken>>> find_login_token(
        const sessions::TokenHash& token
    ) override;
    Task<Result<std::optional<sessions::KnownUser>>> find_user(UserId id) override;
    Task<Result<std::optional<sessions::KnownUser>>> find_user(const users::UsernameKey& name
    ) override;
    Task<Result<bool>> has_reset_token(
        const users::UsernameKey& name,
        const sessions::TokenHash& token,
        UnixMillis made_after
    ) override;

private:
    ReadSide& reads_;
};

/// Ends what a user that is deleted in this transaction was logged in with, and its reset token.
Result<void> end_sessions(Connection& connection, std::int64_t user_seq);

}  // namespace hako::sqlite
