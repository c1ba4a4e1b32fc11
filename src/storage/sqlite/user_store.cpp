// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/user_store.hpp"

#include "storage/sqlite/device_store.hpp"
#include "storage/sqlite/index_entries.hpp"

namespace hako::sqlite {
namespace {

using users::User;

RowView row_of(const User& user) {
    return {
        'u',
        RecordId::of(user.id.uuid()),
        user.created_at,
        user.updated_at,
        std::nullopt,
        user.username,
        user.properties
    };
}

}  // namespace

Result<std::optional<User>> find_user(Connection& connection, UserId id) {
    HAKO_TRY_ASSIGN(
        Statement * statement,
        connection.statement(
            "SELECT id_tail, username, created_at, updated_at, properties FROM users WHERE seq = ?"
        )
    );
    StatementUse use(*statement);
    const RecordId wanted = RecordId::of(id.uuid());
    use->bind(1, wanted.seq);
    HAKO_TRY_ASSIGN(const bool row, use->step());
    // The key is only a part of the id: another id may have it.
    if (!row || RecordId{wanted.seq, use->integer(0)}.uuid() != id.uuid()) {
        return std::optional<User>();
    }
    return std::optional(User{
        id, std::string(use->text(1)), use->integer(2), use->integer(3), std::string(use->text(4))
    });
}

Task<Result<std::optional<User>>> UserStore::find(UserId id) {
    return Task<Result<std::optional<User>>>::ready(find_user(connection_, id));
}

Task<Result<std::optional<UserId>>> UserStore::find_by_username(const users::Username& username) {
    return Task<Result<std::optional<UserId>>>::ready(find_by_username_now(username));
}

Result<std::optional<UserId>> UserStore::find_by_username_now(const users::Username& username) {
    HAKO_TRY_ASSIGN(
        Statement * statement,
        connection_.statement("SELECT seq, id_tail FROM users WHERE username_key = ?")
    );
    StatementUse use(*statement);
    use->bind_text(1, username.key().text());
    HAKO_TRY_ASSIGN(const bool row, use->step());
    if (!row) {
        return std::optional<UserId>();
    }
    return std::optional(UserId(RecordId{use->integer(0), use->integer(1)}.uuid()));
}

Task<Result<User>> UserStore::insert(users::NewUser user, UnixMillis now) {
    return Task<Result<User>>::ready(insert_now(std::move(user), now));
}

Result<User> UserStore::insert_now(users::NewUser user, UnixMillis now) {
    SetCounts& counts = state_.change_counts(kUsersSet);
    const RecordId id = next_record_id(random_, now, counts.last_seq);
    User stored{UserId(id.uuid()), user.username.text(), now, now, std::move(user.properties)};
    HAKO_TRY_ASSIGN(
        Statement * insert,
        connection_.statement("INSERT INTO users VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
    );
    StatementUse use(*insert);
    use->bind(1, id.seq).bind(2, id.tail).bind(3, now).bind(4, now);
    use->bind_text(5, stored.username).bind_text(6, user.username.key().text());
    use->bind_text(7, user.password_hash).bind_text(8, stored.properties);
    HAKO_TRY(use->run());
    HAKO_TRY(insert_entries(connection_, users_set(), row_of(stored)));
    counts.rows += 1;
    return stored;
}

Task<Result<void>> UserStore::update(const User& before, users::UserChange change, UnixMillis now) {
    return Task<Result<void>>::ready(update_now(before, change, now));
}

Result<void>
UserStore::update_now(const User& before, const users::UserChange& change, UnixMillis now) {
    User after = before;
    after.updated_at = now;
    if (change.properties) {
        after.properties = *change.properties;
    }
    const std::int64_t seq = RecordId::of(before.id.uuid()).seq;
    HAKO_TRY_ASSIGN(
        Statement * update,
        connection_.statement("UPDATE users SET updated_at = ?, properties = ? WHERE seq = ?")
    );
    StatementUse use(*update);
    use->bind(1, now).bind_text(2, after.properties).bind(3, seq);
    HAKO_TRY(use->run());
    if (change.username) {
        after.username = change.username->text();
        HAKO_TRY_ASSIGN(
            Statement * rename,
            connection_.statement("UPDATE users SET username = ?, username_key = ? WHERE seq = ?")
        );
        StatementUse renaming(*rename);
        renaming->bind_text(1, after.username)
            .bind_text(2, change.username->key().text())
            .bind(3, seq);
        HAKO_TRY(renaming->run());
    }
    if (change.password_hash) {
        HAKO_TRY_ASSIGN(
            Statement * rehash,
            connection_.statement("UPDATE users SET password_hash = ? WHERE seq = ?")
        );
        StatementUse hashing(*rehash);
        hashing->bind_text(1, *change.password_hash).bind(2, seq);
        HAKO_TRY(hashing->run());
    }
    return replace_entries(connection_, users_set(), row_of(before), row_of(after));
}

Task<Result<void>> UserStore::erase(std::span<const UserId> ids) {
    return Task<Result<void>>::ready(erase_now(ids));
}

Result<void> UserStore::erase_now(std::span<const UserId> ids) {
    for (const UserId id : ids) {
        HAKO_TRY_ASSIGN(const auto user, find_user(connection_, id));
        if (!user) {
            continue;
        }
        HAKO_TRY_ASSIGN(
            Statement * erase, connection_.statement("DELETE FROM users WHERE seq = ?")
        );
        erase->bind(1, RecordId::of(id.uuid()).seq);
        HAKO_TRY(erase->run());
        HAKO_TRY(erase_entries(connection_, users_set(), row_of(*user)));
        HAKO_TRY(unlink_devices(connection_, RecordId::of(id.uuid()).seq));
        state_.change_counts(kUsersSet).rows -= 1;
    }
    return {};
}

}  // namespace hako::sqlite
