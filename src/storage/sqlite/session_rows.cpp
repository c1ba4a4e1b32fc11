// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/session_rows.hpp"

#include "base/check.hpp"
#include "storage/sqlite/record_id.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace hako::sqlite {
namespace {

using sessions::KnownUser;
using sessions::LoginToken;
using sessions::Session;
using sessions::TokenHash;

TokenHash hash_from(std::string_view bytes) {
    TokenHash hash{};
    check(bytes.size() == hash.size(), "a stored hash has 32 bytes");
    std::copy(bytes.begin(), bytes.end(), reinterpret_cast<char*>(hash.data()));
    return hash;
}

UserId user_from(const Statement& row, int column) {
    return UserId(RecordId{row.integer(column), row.integer(column + 1)}.uuid());
}

/// Of a row of seq, id_tail, username, created_at, updated_at, properties, password_hash.
KnownUser known_user_from(const Statement& row) {
    return {
        .user =
            {user_from(row, 0),
             std::string(row.text(2)),
             row.integer(3),
             row.integer(4),
             std::string(row.text(5))},
        .password_hash = std::string(row.text(6)),
    };
}

}  // namespace

Result<std::optional<Session>> find_session(Connection& connection, const TokenHash& hash) {
    HAKO_TRY_ASSIGN(
        Statement * find,
        connection.statement("SELECT user_seq, user_tail, device_id, login_token, created_at, "
                             "seen_at FROM sessions WHERE hash = ?")
    );
    StatementUse use(*find);
    use->bind_blob(1, bytes_of(hash));
    HAKO_TRY_ASSIGN(const bool row, use->step());
    if (!row) {
        return std::optional<Session>();
    }
    return std::optional(Session{
        .hash = hash,
        .user = user_from(*use, 0),
        .device = std::string(use->text(2)),
        .login_token = hash_from(use->blob(3)),
        .created_at = use->integer(4),
        .seen_at = use->integer(5),
    });
}

Result<std::optional<LoginToken>> find_login_token(Connection& connection, const TokenHash& hash) {
    HAKO_TRY_ASSIGN(
        Statement * find,
        connection.statement("SELECT user_seq, user_tail, device_id, created_at, used_at FROM "
                             "login_tokens WHERE hash = ?")
    );
    StatementUse use(*find);
    use->bind_blob(1, bytes_of(hash));
    HAKO_TRY_ASSIGN(const bool row, use->step());
    if (!row) {
        return std::optional<LoginToken>();
    }
    return std::optional(LoginToken{
        .hash = hash,
        .user = user_from(*use, 0),
        .device = std::string(use->text(2)),
        .created_at = use->integer(3),
        .used_at = use->integer(4),
    });
}

Result<std::optional<KnownUser>> find_known_user(Connection& connection, UserId id) {
    HAKO_TRY_ASSIGN(
        Statement * find,
        connection.statement("SELECT seq, id_tail, username, created_at, updated_at, properties, "
                             "password_hash FROM users WHERE seq = ? AND id_tail = ?")
    );
    const RecordId wanted = RecordId::of(id.uuid());
    StatementUse use(*find);
    use->bind(1, wanted.seq).bind(2, wanted.tail);
    HAKO_TRY_ASSIGN(const bool row, use->step());
    return row ? std::optional(known_user_from(*use)) : std::optional<KnownUser>();
}

Result<std::optional<KnownUser>>
find_known_user(Connection& connection, const users::UsernameKey& name) {
    HAKO_TRY_ASSIGN(
        Statement * find,
        connection.statement("SELECT seq, id_tail, username, created_at, updated_at, properties, "
                             "password_hash FROM users WHERE username_key = ?")
    );
    StatementUse use(*find);
    use->bind_text(1, name.text());
    HAKO_TRY_ASSIGN(const bool row, use->step());
    return row ? std::optional(known_user_from(*use)) : std::optional<KnownUser>();
}

}  // namespace hako::sqlite
