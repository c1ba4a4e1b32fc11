// SPDX-License-Identifier: Apache-2.0
#include "domain/sessions/account_service.hpp"

#include "base/limits.hpp"
#include "base/run_blocking.hpp"
#include "crypto/password_hasher.hpp"
#include "domain/backend_storage.hpp"
#include "domain/backends/backend.hpp"
#include "domain/sessions/refusals.hpp"

#include <array>
#include <chrono>
#include <utility>

namespace hako::sessions {
namespace {

BackendStorage& data_of(const AppCaller& caller) {
    return *caller.backend().storage;
}

const backends::Settings& settings_of(const AppCaller& caller) {
    return caller.backend().backend.settings;
}

/// How often a login is tried whose user's hash changes meanwhile.
constexpr int kLoginRounds = 3;

/// Under which tries for an account are counted: the name as it compares, within its backend.
std::string account_of(const AppCaller& caller, const users::UsernameKey& name) {
    return caller.backend().backend.id.text() + " " + name.text();
}

}  // namespace

AccountService::AccountService(
    const Clock& clock,
    Random& random,
    crypto::PasswordHasher& hasher,
    const AttemptLimiter::Options& limits
)
    : clock_(clock),
      random_(random),
      hasher_(hasher),
      logins_(clock, limits),
      resets_(clock, limits),
      nobodys_hash_(run_blocking(hasher.hash(make_session_token(random))).value()) {}

AccountService::NewLogin AccountService::make_login() {
    return {make_session_token(random_), make_session_token(random_)};
}

Task<Result<void>> AccountService::store_login(
    BackendTransaction& tx,
    const AppCaller& caller,
    UserId user,
    const NewLogin& made
) {
    const UnixMillis now = clock_.now();
    const LoginToken token{
        .hash = crypto::sha256(made.login_token.reveal()),
        .user = user,
        .device = caller.device(),
        .created_at = now,
        .used_at = now,
    };
    const Session session{
        .hash = crypto::sha256(made.session.reveal()),
        .user = user,
        .device = caller.device(),
        .login_token = token.hash,
        .created_at = now,
        .seen_at = now,
    };
    HAKO_CO_TRY(co_await tx.sessions().put(token));
    HAKO_CO_TRY(co_await tx.sessions().put(session));
    const Horizon horizon = horizon_of(settings_of(caller), now);
    HAKO_CO_TRY(co_await tx.sessions().sweep(horizon, limits::kSessionsSweptAtOnce));
    co_return co_await tx.devices().link(caller.device(), user, now);
}

Task<Result<Login>> AccountService::register_user(
    const AppCaller& caller,
    users::Credentials credentials,
    Properties properties
) {
    const users::Username username = credentials.username();
    auto hashing = hasher_.hash(std::move(credentials).take_password());
    HAKO_CO_TRY_ASSIGN(auto hash, co_await std::move(hashing));
    NewLogin made = make_login();
    auto work = [&](BackendTransaction& tx) -> Task<Result<users::User>> {
        HAKO_CO_TRY_ASSIGN(const auto owner, co_await tx.users().find_by_username(username));
        if (owner) {
            co_return users::name_taken("username");
        }
        users::NewUser user{username, std::move(hash), std::move(properties).text()};
        HAKO_CO_TRY_ASSIGN(auto stored, co_await tx.users().insert(std::move(user), clock_.now()));
        auto storing = store_login(tx, caller, stored.id, made);
        HAKO_CO_TRY(co_await std::move(storing));
        co_return stored;
    };
    auto writing = write<users::User>(data_of(caller).writes(), std::move(work));
    HAKO_CO_TRY_ASSIGN(auto user, co_await std::move(writing));
    co_return Login{std::move(user), std::move(made.session), std::move(made.login_token)};
}

Task<Result<bool>>
AccountService::verify(const crypto::Secret& password, const std::string& password_hash) {
    // What is too long to be a password costs what one costs.
    crypto::Secret shown = password.size() <= limits::kPasswordBytesMax
                               ? crypto::Secret(std::string(password.reveal()))
                               : make_session_token(random_);
    auto verifying = hasher_.verify(std::move(shown), password_hash);
    HAKO_CO_TRY_ASSIGN(const auto verdict, co_await std::move(verifying));
    co_return verdict == crypto::PasswordHasher::Verdict::right;
}

Task<Result<Login>> AccountService::log_in(
    const AppCaller& caller,
    std::string username,
    crypto::Secret password,
    std::optional<IpAddress> client
) {
    const auto name = users::UsernameKey::of(username);
    std::chrono::milliseconds wait{};
    auto attempt = logins_.begin(account_of(caller, name), client, wait);
    if (!attempt) {
        co_return too_many_tries(wait);
    }
    for (int round = 0; round < kLoginRounds; ++round) {
        auto trying = try_log_in(caller, name, password, *attempt);
        HAKO_CO_TRY_ASSIGN(auto login, co_await std::move(trying));
        if (login) {
            co_return *std::move(login);
        }
    }
    co_return changes_meanwhile();
}

Task<Result<std::optional<Login>>> AccountService::try_log_in(
    const AppCaller& caller,
    const users::UsernameKey& name,
    const crypto::Secret& password,
    AttemptLimiter::Attempt& attempt
) {
    HAKO_CO_TRY_ASSIGN(const auto known, co_await data_of(caller).sessions().find_user(name));
    const std::string& hash = known ? known->password_hash : nobodys_hash_;
    auto verifying = verify(password, hash);
    HAKO_CO_TRY_ASSIGN(const bool is_right, co_await std::move(verifying));
    if (!known || !is_right) {
        attempt.failed();
        co_return wrong_login();
    }
    attempt.succeeded();
    std::optional<std::string> new_hash;
    if (hasher_.needs_rehash(hash)) {
        auto rehashing = hasher_.hash(crypto::Secret(std::string(password.reveal())));
        HAKO_CO_TRY_ASSIGN(new_hash, co_await std::move(rehashing));
    }
    NewLogin made = make_login();
    auto work = [&](BackendTransaction& tx) -> Task<Result<std::optional<users::User>>> {
        HAKO_CO_TRY_ASSIGN(auto now_known, co_await tx.sessions().find_user(known->user.id));
        // What was checked must be the password still, or it opens nothing.
        if (!now_known || now_known->password_hash != known->password_hash) {
            co_return std::optional<users::User>();
        }
        if (new_hash) {
            HAKO_CO_TRY(co_await tx.sessions().rehash(known->user.id, *new_hash));
        }
        auto storing = store_login(tx, caller, known->user.id, made);
        HAKO_CO_TRY(co_await std::move(storing));
        co_return std::optional(std::move(now_known->user));
    };
    auto writing = write<std::optional<users::User>>(data_of(caller).writes(), std::move(work));
    HAKO_CO_TRY_ASSIGN(auto user, co_await std::move(writing));
    if (!user) {
        co_return std::optional<Login>();
    }
    co_return std::optional(
        Login{*std::move(user), std::move(made.session), std::move(made.login_token)}
    );
}

Task<Result<Login>>
AccountService::auto_log_in(const AppCaller& caller, crypto::Secret login_token) {
    if (settings_of(caller).auto_login == backends::Switch::off) {
        co_return Error(ErrorCode::invalid_operation);
    }
    const TokenHash hash = crypto::sha256(login_token.reveal());
    // What is no token costs no write.
    HAKO_CO_TRY_ASSIGN(const auto seen, co_await data_of(caller).sessions().find_login_token(hash));
    if (!seen) {
        co_return wrong_login_token();
    }
    crypto::Secret session = make_session_token(random_);
    auto work = [&](BackendTransaction& tx) -> Task<Result<users::User>> {
        const UnixMillis now = clock_.now();
        HAKO_CO_TRY_ASSIGN(auto token, co_await tx.sessions().find_login_token(hash));
        const bool is_good =
            token && token->device == caller.device() && is_live(*token, settings_of(caller), now);
        if (!is_good) {
            co_return wrong_login_token();
        }
        HAKO_CO_TRY_ASSIGN(auto user, co_await tx.users().find(token->user));
        if (!user) {
            co_return wrong_login_token();
        }
        token->used_at = now;
        HAKO_CO_TRY(co_await tx.sessions().put(*token));
        const Session opened{
            .hash = crypto::sha256(session.reveal()),
            .user = token->user,
            .device = caller.device(),
            .login_token = hash,
            .created_at = now,
            .seen_at = now,
        };
        HAKO_CO_TRY(co_await tx.sessions().put(opened));
        const Horizon horizon = horizon_of(settings_of(caller), now);
        HAKO_CO_TRY(co_await tx.sessions().sweep(horizon, limits::kSessionsSweptAtOnce));
        HAKO_CO_TRY(co_await tx.devices().link(caller.device(), token->user, now));
        co_return *std::move(user);
    };
    auto writing = write<users::User>(data_of(caller).writes(), std::move(work));
    HAKO_CO_TRY_ASSIGN(auto user, co_await std::move(writing));
    co_return Login{std::move(user), std::move(session), std::move(login_token)};
}

Task<Result<void>> AccountService::log_out(const AppCaller& caller) {
    auto work = [&](BackendTransaction& tx) -> Task<Result<void>> {
        HAKO_CO_TRY_ASSIGN(const auto session, co_await tx.sessions().find(*caller.session()));
        if (!session) {
            co_return Error(ErrorCode::login_required);
        }
        HAKO_CO_TRY(co_await tx.sessions().end_login(*session));
        co_return co_await tx.devices().unlink(caller.device(), session->user);
    };
    auto writing = write<void>(data_of(caller).writes(), std::move(work));
    co_return co_await std::move(writing);
}

Task<Result<KnownUser>> AccountService::check_own_password(
    const AppCaller& caller,
    crypto::Secret password,
    std::optional<IpAddress> client,
    std::string_view parameter
) {
    HAKO_CO_TRY_ASSIGN(auto known, co_await data_of(caller).sessions().find_user(*caller.user()));
    if (!known) {
        co_return Error(ErrorCode::login_required);
    }
    const auto name = users::UsernameKey::of(known->user.username);
    std::chrono::milliseconds wait{};
    auto attempt = logins_.begin(account_of(caller, name), client, wait);
    if (!attempt) {
        Error waits = too_many_tries(wait);
        waits.rename_param("username", parameter);
        co_return waits;
    }
    auto verifying = verify(password, known->password_hash);
    HAKO_CO_TRY_ASSIGN(const bool is_right, co_await std::move(verifying));
    if (!is_right) {
        attempt->failed();
        co_return Error::invalid_param(parameter, "This password is wrong.");
    }
    attempt->succeeded();
    co_return *std::move(known);
}

namespace {

/// The caller's user as it is now, if it still has the password that was checked and the session is
/// still there.
Task<Result<users::User>>
require_unchanged(BackendTransaction& tx, const AppCaller& caller, const KnownUser& checked) {
    HAKO_CO_TRY_ASSIGN(const auto session, co_await tx.sessions().find(*caller.session()));
    HAKO_CO_TRY_ASSIGN(auto known, co_await tx.sessions().find_user(checked.user.id));
    if (!session || !known) {
        co_return Error(ErrorCode::login_required);
    }
    if (known->password_hash != checked.password_hash) {
        co_return changes_meanwhile();
    }
    co_return std::move(known->user);
}

}  // namespace

Task<Result<void>> AccountService::unregister(
    const AppCaller& caller,
    crypto::Secret password,
    std::optional<IpAddress> client
) {
    auto checking = check_own_password(caller, std::move(password), client, "password");
    HAKO_CO_TRY_ASSIGN(const auto checked, co_await std::move(checking));
    auto work = [&](BackendTransaction& tx) -> Task<Result<void>> {
        auto requiring = require_unchanged(tx, caller, checked);
        HAKO_CO_TRY(co_await std::move(requiring));
        const std::array ids{checked.user.id};
        co_return co_await tx.users().erase(ids);
    };
    auto writing = write<void>(data_of(caller).writes(), std::move(work));
    co_return co_await std::move(writing);
}

Task<Result<void>> AccountService::change_password(
    const AppCaller& caller,
    crypto::Secret old_password,
    crypto::Secret new_password,
    std::optional<IpAddress> client
) {
    auto checking = check_own_password(caller, std::move(old_password), client, "oldPassword");
    HAKO_CO_TRY_ASSIGN(const auto checked, co_await std::move(checking));
    auto hashing = hasher_.hash(std::move(new_password));
    HAKO_CO_TRY_ASSIGN(auto hash, co_await std::move(hashing));
    auto work = [&](BackendTransaction& tx) -> Task<Result<void>> {
        auto requiring = require_unchanged(tx, caller, checked);
        HAKO_CO_TRY_ASSIGN(const auto user, co_await std::move(requiring));
        users::UserChange change;
        change.password_hash = std::move(hash);
        HAKO_CO_TRY(co_await tx.users().update(user, std::move(change), clock_.now()));
        co_return co_await tx.sessions().end_all(user.id, caller.session());
    };
    auto writing = write<void>(data_of(caller).writes(), std::move(work));
    co_return co_await std::move(writing);
}

Task<Result<Login>> AccountService::reset_password(
    const AppCaller& caller,
    std::string username,
    crypto::Secret new_password,
    crypto::Secret token,
    std::optional<IpAddress> client
) {
    const auto name = users::UsernameKey::of(username);
    const TokenHash hash = crypto::sha256(token.reveal());
    std::chrono::milliseconds wait{};
    auto attempt = resets_.begin(account_of(caller, name), client, wait);
    if (!attempt) {
        co_return too_many_tries(wait);
    }
    const auto made_after = [&] {
        return reset_tokens_made_after(settings_of(caller), clock_.now());
    };
    // A token cannot be guessed, so only who has one is worth a hash.
    HAKO_CO_TRY_ASSIGN(
        const bool has_token,
        co_await data_of(caller).sessions().has_reset_token(name, hash, made_after())
    );
    if (!has_token) {
        attempt->failed();
        co_return wrong_reset();
    }
    auto hashing = hasher_.hash(std::move(new_password));
    HAKO_CO_TRY_ASSIGN(auto password_hash, co_await std::move(hashing));
    NewLogin made = make_login();
    auto work = [&](BackendTransaction& tx) -> Task<Result<users::User>> {
        HAKO_CO_TRY_ASSIGN(auto known, co_await tx.sessions().find_user(name));
        if (!known) {
            co_return wrong_reset();
        }
        const UserId id = known->user.id;
        HAKO_CO_TRY_ASSIGN(
            const bool is_taken, co_await tx.sessions().take_reset_token(id, hash, made_after())
        );
        if (!is_taken) {
            co_return wrong_reset();
        }
        users::UserChange change;
        change.password_hash = std::move(password_hash);
        HAKO_CO_TRY(co_await tx.users().update(known->user, std::move(change), clock_.now()));
        HAKO_CO_TRY(co_await tx.sessions().end_all(id, std::nullopt));
        auto storing = store_login(tx, caller, id, made);
        HAKO_CO_TRY(co_await std::move(storing));
        HAKO_CO_TRY_ASSIGN(auto user, co_await tx.users().find(id));
        co_return *std::move(user);
    };
    auto writing = write<users::User>(data_of(caller).writes(), std::move(work));
    auto user = co_await std::move(writing);
    if (!user) {
        attempt->failed();
        co_return std::move(user).error();
    }
    attempt->succeeded();
    co_return Login{*std::move(user), std::move(made.session), std::move(made.login_token)};
}

}  // namespace hako::sessions
