// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/username_keys.hpp"

#include "base/ids.hpp"
#include "domain/users/username.hpp"
#include "storage/sqlite/record_id.hpp"

#include <string>
#include <utility>
#include <vector>

namespace hako::sqlite {
namespace {

struct Renewed {
    RecordId id;
    std::string key;
};

std::string id_text(RecordId id) {
    return UserId(id.uuid()).text();
}

/// A key that no username has: names hold no control characters. It starts with the name's own key,
/// so that a part of the name still finds the user.
std::string key_beside(const std::string& key, RecordId id) {
    return key + "\n" + id_text(id);
}

Result<bool> is_current(Connection& connection) {
    HAKO_TRY_ASSIGN(
        Statement * statement,
        connection.statement("SELECT value FROM meta WHERE name = 'username_key_version'")
    );
    StatementUse use(*statement);
    HAKO_TRY_ASSIGN(const bool row, use->step());
    return row && use->text(0) == users::username_key_version();
}

/// The users whose key is another now, oldest first.
Result<std::vector<Renewed>> find_renewed(Connection& connection) {
    HAKO_TRY_ASSIGN(
        Statement * statement,
        connection.statement("SELECT seq, id_tail, username, username_key FROM users ORDER BY seq")
    );
    StatementUse use(*statement);
    std::vector<Renewed> renewed;
    while (true) {
        HAKO_TRY_ASSIGN(const bool row, use->step());
        if (!row) {
            return renewed;
        }
        auto key = users::UsernameKey::of(use->text(2));
        if (key.text() != use->text(3)) {
            renewed.push_back({{use->integer(0), use->integer(1)}, key.text()});
        }
    }
}

Result<void> set_key(Connection& connection, RecordId id, const std::string& key) {
    HAKO_TRY_ASSIGN(
        Statement * statement,
        connection.statement("UPDATE users SET username_key = ? WHERE seq = ?")
    );
    StatementUse use(*statement);
    use->bind_text(1, key).bind(2, id.seq);
    return use->run();
}

Result<std::optional<RecordId>> find_owner(Connection& connection, const std::string& key) {
    HAKO_TRY_ASSIGN(
        Statement * statement,
        connection.statement("SELECT seq, id_tail FROM users WHERE username_key = ?")
    );
    StatementUse use(*statement);
    use->bind_text(1, key);
    HAKO_TRY_ASSIGN(const bool row, use->step());
    return row ? std::optional(RecordId{use->integer(0), use->integer(1)}) : std::nullopt;
}

/// Gives the user its key; of two users with one key, the older one has it.
Result<void> give_key(Connection& connection, const Renewed& user, Log& log) {
    HAKO_TRY_ASSIGN(const auto owner, find_owner(connection, user.key));
    if (!owner) {
        return set_key(connection, user.id, user.key);
    }
    const bool is_older = user.id.seq < owner->seq;
    const RecordId older = is_older ? user.id : *owner;
    const RecordId newer = is_older ? *owner : user.id;
    log.write(
        LogLevel::warning,
        "two users have one name now; the newer one cannot log in by it until it is renamed",
        {
            {"older", std::string_view(id_text(older))},
            {"newer", std::string_view(id_text(newer))},
        }
    );
    HAKO_TRY(set_key(connection, newer, key_beside(user.key, newer)));
    return is_older ? set_key(connection, user.id, user.key) : Result<void>();
}

Result<void> renew_keys(Connection& connection, Log& log) {
    HAKO_TRY_ASSIGN(const auto renewed, find_renewed(connection));
    // First all old keys out of the way: two users may have changed places.
    for (const Renewed& user : renewed) {
        HAKO_TRY(set_key(connection, user.id, key_beside("", user.id)));
    }
    for (const Renewed& user : renewed) {
        HAKO_TRY(give_key(connection, user, log));
    }
    HAKO_TRY_ASSIGN(
        Statement * statement,
        connection.statement("INSERT OR REPLACE INTO meta VALUES ('username_key_version', ?)")
    );
    StatementUse use(*statement);
    use->bind_text(1, users::username_key_version());
    return use->run();
}

}  // namespace

Result<void> refresh_username_keys(Connection& connection, Log& log) {
    HAKO_TRY_ASSIGN(const bool current, is_current(connection));
    if (current) {
        return {};
    }
    HAKO_TRY(connection.execute("BEGIN IMMEDIATE"));
    auto done = renew_keys(connection, log);
    if (done) {
        done = connection.execute("COMMIT");
    }
    if (!done && connection.in_transaction()) {
        HAKO_TRY(connection.execute("ROLLBACK"));
    }
    return done;
}

}  // namespace hako::sqlite
