// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/session_store.hpp"

#include "base/limits.hpp"
#include "storage/sqlite/record_id.hpp"
#include "storage/sqlite/session_rows.hpp"

#include <utility>

namespace hako::sqlite {
namespace {

using sessions::Horizon;
using sessions::KnownUser;
using sessions::LoginToken;
using sessions::Session;
using sessions::TokenHash;

constexpr auto kPerUserMax = static_cast<std::int64_t>(limits::kSessionsPerUserMax);

/// Runs a statement that takes whole numbers only.
template <class... Numbers>
Result<void> run_with(Connection& connection, std::string_view sql, Numbers... numbers) {
    HAKO_TRY_ASSIGN(Statement * statement, connection.statement(sql));
    StatementUse use(*statement);
    int parameter = 0;
    (use->bind(++parameter, numbers), ...);
    return use->run();
}

Result<void> run_with_hash(Connection& connection, std::string_view sql, const TokenHash& hash) {
    HAKO_TRY_ASSIGN(Statement * statement, connection.statement(sql));
    StatementUse use(*statement);
    use->bind_blob(1, bytes_of(hash));
    return use->run();
}

Result<void> touch_now(Connection& connection, const TokenHash& session, UnixMillis now) {
    HAKO_TRY_ASSIGN(
        Statement * touch,
        connection.statement("UPDATE sessions SET seen_at = ?1 WHERE hash = ?2 AND seen_at < ?1")
    );
    StatementUse use(*touch);
    use->bind(1, now).bind_blob(2, bytes_of(session));
    return use->run();
}

Result<void> end_login_now(Connection& connection, const TokenHash& login_token) {
    HAKO_TRY(run_with_hash(connection, "DELETE FROM sessions WHERE login_token = ?", login_token));
    return run_with_hash(connection, "DELETE FROM login_tokens WHERE hash = ?", login_token);
}

Result<void>
put_reset_token_now(Connection& connection, UserId user, const TokenHash& token, UnixMillis now) {
    HAKO_TRY_ASSIGN(
        Statement * put,
        connection.statement("INSERT OR REPLACE INTO reset_tokens VALUES (?, ?, ?)")
    );
    StatementUse use(*put);
    use->bind(1, RecordId::of(user.uuid()).seq).bind_blob(2, bytes_of(token)).bind(3, now);
    return use->run();
}

Result<void> rehash_now(Connection& connection, UserId user, const std::string& password_hash) {
    HAKO_TRY_ASSIGN(
        Statement * rehash,
        connection.statement("UPDATE users SET password_hash = ? WHERE seq = ? AND id_tail = ?")
    );
    const RecordId id = RecordId::of(user.uuid());
    StatementUse use(*rehash);
    use->bind_text(1, password_hash).bind(2, id.seq).bind(3, id.tail);
    return use->run();
}

Result<bool> has_reset_token_now(
    Connection& connection,
    const users::UsernameKey& name,
    const TokenHash& token,
    UnixMillis made_after
) {
    HAKO_TRY_ASSIGN(
        Statement * find,
        connection.statement(
            "SELECT 1 FROM users AS u JOIN reset_tokens AS r ON r.user_seq = u.seq "
            "WHERE u.username_key = ? AND r.hash = ? AND r.created_at > ?"
        )
    );
    StatementUse use(*find);
    use->bind_text(1, name.text()).bind_blob(2, bytes_of(token)).bind(3, made_after);
    return use->step();
}

/// The result of `work(connection)` on a borrowed connection, at once.
template <class T, class Work>
Task<Result<T>> read_in_place(ReadSide& reads, Work work) {
    const auto read_it = [&]() -> Result<T> {
        HAKO_TRY_ASSIGN(auto connection, reads.borrow());
        return work(*connection);
    };
    return Task<Result<T>>::ready(read_it());
}

}  // namespace

Result<void> end_sessions(Connection& connection, std::int64_t user_seq) {
    HAKO_TRY(run_with(connection, "DELETE FROM sessions WHERE user_seq = ?", user_seq));
    HAKO_TRY(run_with(connection, "DELETE FROM login_tokens WHERE user_seq = ?", user_seq));
    return run_with(connection, "DELETE FROM reset_tokens WHERE user_seq = ?", user_seq);
}

Task<Result<std::optional<Session>>> SessionStore::find(const TokenHash& session) {
    return Task<Result<std::optional<Session>>>::ready(find_session(connection_, session));
}

Task<Result<std::optional<LoginToken>>> SessionStore::find_login_token(const TokenHash& token) {
    return Task<Result<std::optional<LoginToken>>>::ready(
        sqlite::find_login_token(connection_, token)
    );
}

Task<Result<std::optional<KnownUser>>> SessionStore::find_user(UserId id) {
    return Task<Result<std::optional<KnownUser>>>::ready(find_known_user(connection_, id));
}

Task<Result<std::optional<KnownUser>>> SessionStore::find_user(const users::UsernameKey& name) {
    return Task<Result<std::optional<KnownUser>>>::ready(find_known_user(connection_, name));
}

Task<Result<void>> SessionStore::put(const Session& session) {
    return Task<Result<void>>::ready(put_now(session));
}

Result<void> SessionStore::put_now(const Session& session) {
    const RecordId user = RecordId::of(session.user.uuid());
    HAKO_TRY_ASSIGN(
        Statement * put, connection_.statement("INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?)")
    );
    StatementUse use(*put);
    use->bind_blob(1, bytes_of(session.hash)).bind(2, user.seq).bind(3, user.tail);
    use->bind_text(4, session.device).bind_blob(5, bytes_of(session.login_token));
    use->bind(6, session.created_at).bind(7, session.seen_at);
    HAKO_TRY(use->run());
    return run_with(
        connection_,
        "DELETE FROM sessions WHERE hash IN (SELECT hash FROM sessions WHERE user_seq = ? "
        "ORDER BY seen_at DESC, created_at DESC LIMIT -1 OFFSET ?)",
        user.seq,
        kPerUserMax
    );
}

Task<Result<void>> SessionStore::put(const LoginToken& token) {
    return Task<Result<void>>::ready(put_now(token));
}

Result<void> SessionStore::put_now(const LoginToken& token) {
    const RecordId user = RecordId::of(token.user.uuid());
    HAKO_TRY_ASSIGN(
        Statement * put,
        connection_.statement("INSERT INTO login_tokens VALUES (?, ?, ?, ?, ?, ?) "
                              "ON CONFLICT (hash) DO UPDATE SET used_at = excluded.used_at")
    );
    StatementUse use(*put);
    use->bind_blob(1, bytes_of(token.hash)).bind(2, user.seq).bind(3, user.tail);
    use->bind_text(4, token.device).bind(5, token.created_at).bind(6, token.used_at);
    HAKO_TRY(use->run());
    return run_with(
        connection_,
        "DELETE FROM login_tokens WHERE hash IN (SELECT hash FROM login_tokens WHERE user_seq = ? "
        "ORDER BY used_at DESC, created_at DESC LIMIT -1 OFFSET ?)",
        user.seq,
        kPerUserMax
    );
}

Task<Result<void>> SessionStore::touch(const TokenHash& session, UnixMillis now) {
    return Task<Result<void>>::ready(touch_now(connection_, session, now));
}

Task<Result<void>> SessionStore::end_login(const Session& session) {
    return Task<Result<void>>::ready(end_login_now(connection_, session.login_token));
}

Task<Result<void>> SessionStore::end_all(UserId user, const std::optional<TokenHash>& kept) {
    return Task<Result<void>>::ready(end_all_now(user, kept));
}

Result<void> SessionStore::end_all_now(UserId user, const std::optional<TokenHash>& kept) {
    const std::int64_t seq = RecordId::of(user.uuid()).seq;
    if (!kept) {
        return end_sessions(connection_, seq);
    }
    HAKO_TRY_ASSIGN(
        Statement * others,
        connection_.statement("DELETE FROM sessions WHERE user_seq = ? AND hash <> ?")
    );
    StatementUse ending(*others);
    ending->bind(1, seq).bind_blob(2, bytes_of(*kept));
    HAKO_TRY(ending->run());
    // One session is left, so what it belongs to is the token to keep.
    HAKO_TRY(run_with(
        connection_,
        "DELETE FROM login_tokens WHERE user_seq = ?1 AND hash NOT IN "
        "(SELECT login_token FROM sessions WHERE user_seq = ?1)",
        seq
    ));
    return run_with(connection_, "DELETE FROM reset_tokens WHERE user_seq = ?", seq);
}

Task<Result<void>>
SessionStore::put_reset_token(UserId user, const TokenHash& token, UnixMillis now) {
    return Task<Result<void>>::ready(put_reset_token_now(connection_, user, token, now));
}

Task<Result<bool>>
SessionStore::take_reset_token(UserId user, const TokenHash& token, UnixMillis made_after) {
    return Task<Result<bool>>::ready(take_reset_token_now(user, token, made_after));
}

Result<bool>
SessionStore::take_reset_token_now(UserId user, const TokenHash& token, UnixMillis made_after) {
    HAKO_TRY_ASSIGN(
        Statement * take,
        connection_.statement(
            "DELETE FROM reset_tokens WHERE user_seq = ? AND hash = ? AND created_at > ?"
        )
    );
    StatementUse use(*take);
    use->bind(1, RecordId::of(user.uuid()).seq).bind_blob(2, bytes_of(token)).bind(3, made_after);
    HAKO_TRY(use->run());
    return connection_.changes() > 0;
}

Task<Result<void>> SessionStore::rehash(UserId user, const std::string& password_hash) {
    return Task<Result<void>>::ready(rehash_now(connection_, user, password_hash));
}

Task<Result<void>> SessionStore::sweep(const Horizon& horizon, std::int64_t rows_max) {
    return Task<Result<void>>::ready(sweep_now(horizon, rows_max));
}

Result<void> SessionStore::sweep_now(const Horizon& horizon, std::int64_t rows_max) {
    HAKO_TRY(run_with(
        connection_,
        "DELETE FROM sessions WHERE hash IN (SELECT hash FROM sessions INDEXED BY sessions_by_seen "
        "WHERE seen_at <= ? LIMIT ?)",
        horizon.sessions_seen,
        rows_max
    ));
    HAKO_TRY(run_with(
        connection_,
        "DELETE FROM sessions WHERE hash IN (SELECT hash FROM sessions INDEXED BY sessions_by_age "
        "WHERE created_at <= ? LIMIT ?)",
        horizon.sessions_created,
        rows_max
    ));
    HAKO_TRY(run_with(
        connection_,
        "DELETE FROM login_tokens WHERE hash IN (SELECT hash FROM login_tokens INDEXED BY "
        "login_tokens_by_use WHERE used_at <= ? LIMIT ?)",
        horizon.login_tokens_used,
        rows_max
    ));
    HAKO_TRY(run_with(
        connection_,
        "DELETE FROM login_tokens WHERE hash IN (SELECT hash FROM login_tokens INDEXED BY "
        "login_tokens_by_age WHERE created_at <= ? LIMIT ?)",
        horizon.login_tokens_created,
        rows_max
    ));
    return run_with(
        connection_,
        "DELETE FROM reset_tokens WHERE user_seq IN (SELECT user_seq FROM reset_tokens INDEXED BY "
        "reset_tokens_by_age WHERE created_at <= ? LIMIT ?)",
        horizon.reset_tokens_created,
        rows_max
    );
}

Task<Result<std::optional<Session>>> SessionReader::find(const TokenHash& session) {
    return read_in_place<std::optional<Session>>(reads_, [&](Connection& connection) {
        return find_session(connection, session);
    });
}

Task<Result<std::optional<LoginToken>>> SessionReader::find_login_token(const TokenHash& token) {
    return read_in_place<std::optional<LoginToken>>(reads_, [&](Connection& connection) {
        return sqlite::find_login_token(connection, token);
    });
}

Task<Result<std::optional<KnownUser>>> SessionReader::find_user(UserId id) {
    return read_in_place<std::optional<KnownUser>>(reads_, [&](Connection& connection) {
        return find_known_user(connection, id);
    });
}

Task<Result<std::optional<KnownUser>>> SessionReader::find_user(const users::UsernameKey& name) {
    return read_in_place<std::optional<KnownUser>>(reads_, [&](Connection& connection) {
        return find_known_user(connection, name);
    });
}

Task<Result<bool>> SessionReader::has_reset_token(
    const users::UsernameKey& name,
    const TokenHash& token,
    UnixMillis made_after
) {
    return read_in_place<bool>(reads_, [&](Connection& connection) {
        return has_reset_token_now(connection, name, token, made_after);
    });
}

}  // namespace hako::sqlite
