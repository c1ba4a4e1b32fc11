// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/system_database.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace hako::sqlite {
namespace {

using backends::Backend;
using backends::Switch;
using keys::KeyId;
using keys::ManagementKey;

Switch switch_from(const Statement& row, int column) {
    return row.integer(column) != 0 ? Switch::on : Switch::off;
}

std::int64_t number_of(Switch setting) {
    return setting == Switch::on ? 1 : 0;
}

/// Texts without commas, as they are stored: with commas between them.
std::vector<std::string> list_from(std::string_view text) {
    std::vector<std::string> list;
    while (!text.empty()) {
        const std::size_t comma = std::min(text.find(','), text.size());
        list.emplace_back(text.substr(0, comma));
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return list;
}

std::string list_to_text(const std::vector<std::string>& list) {
    std::string text;
    for (const auto& entry : list) {
        text += text.empty() ? "" : ",";
        text += entry;
    }
    return text;
}

Backend backend_from(const Statement& row) {
    const auto id = BackendId::parse(row.text(0));
    check(id.has_value(), "a stored backend id is one");
    Backend backend{
        *id,
        std::string(row.text(1)),
        std::string(row.text(2)),
        std::string(row.text(3)),
        {},
        row.integer(4)
    };
    backend.settings.management_api = switch_from(row, 5);
    backend.settings.password_length_min = row.integer(6);
    backend.settings.username_length_min = row.integer(7);
    backend.settings.auto_login = switch_from(row, 8);
    backend.settings.auto_login_minutes = row.integer(9);
    backend.settings.reset_token_minutes = row.integer(10);
    backend.settings.session_idle_minutes = row.integer(11);
    backend.settings.session_max_minutes = row.integer(12);
    backend.settings.allowed_origins = list_from(row.text(13));
    backend.settings.validate_silent = switch_from(row, 14);
    backend.settings.email_properties = list_from(row.text(15));
    return backend;
}

std::optional<UnixMillis> time_from(const Statement& row, int column) {
    return row.is_null(column) ? std::nullopt : std::optional(row.integer(column));
}

std::string ranges_to_text(const std::vector<IpRange>& ranges) {
    std::string text;
    for (const IpRange& range : ranges) {
        text += range.text() + "\n";
    }
    return text;
}

std::vector<IpRange> ranges_from_text(std::string_view text) {
    std::vector<IpRange> ranges;
    std::string why;
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        const auto range = IpRange::parse(text.substr(0, end), why);
        check(range.has_value(), "a stored range is one");
        ranges.push_back(*range);
        text.remove_prefix(end + 1);
    }
    return ranges;
}

ManagementKey key_from(const Statement& row) {
    const auto id = KeyId::parse(row.text(0));
    const auto backend = BackendId::parse(row.text(1));
    check(id.has_value() && backend.has_value(), "stored ids are ids");
    ManagementKey key{
        *id,
        *backend,
        std::string(row.text(2)),
        {},
        ranges_from_text(row.text(4)),
        row.integer(5),
        time_from(row, 6),
        time_from(row, 7),
        time_from(row, 8)
    };
    const std::string_view hash = row.blob(3);
    check(hash.size() == key.hash.size(), "a stored hash has 32 bytes");
    std::copy(hash.begin(), hash.end(), reinterpret_cast<char*>(key.hash.data()));
    return key;
}

void bind_time(Statement& statement, int parameter, const std::optional<UnixMillis>& time) {
    if (time) {
        statement.bind(parameter, *time);
    } else {
        statement.bind_null(parameter);
    }
}

/// The lists of some settings as they are stored; they outlive the statement's run.
struct SettingLists {
    explicit SettingLists(const backends::Settings& settings)
        : allowed_origins(list_to_text(settings.allowed_origins)),
          email_properties(list_to_text(settings.email_properties)) {}

    std::string allowed_origins;
    std::string email_properties;
};

void bind_settings(
    Statement& statement,
    int first,
    const backends::Settings& settings,
    const SettingLists& lists
) {
    statement.bind(first, number_of(settings.management_api));
    statement.bind(first + 1, settings.password_length_min);
    statement.bind(first + 2, settings.username_length_min);
    statement.bind(first + 3, number_of(settings.auto_login));
    statement.bind(first + 4, settings.auto_login_minutes);
    statement.bind(first + 5, settings.reset_token_minutes);
    statement.bind(first + 6, settings.session_idle_minutes);
    statement.bind(first + 7, settings.session_max_minutes);
    statement.bind_text(first + 8, lists.allowed_origins);
    statement.bind(first + 9, number_of(settings.validate_silent));
    statement.bind_text(first + 10, lists.email_properties);
}

}  // namespace

Task<Result<std::vector<Backend>>> BackendStore::list() {
    return Task<Result<std::vector<Backend>>>::ready(list_now());
}

Result<std::vector<Backend>> BackendStore::list_now() {
    HAKO_TRY_ASSIGN(
        Statement * statement,
        connection_.statement(
            "SELECT id, name, app_key, push_project_id, created_at, management_api, "
            "password_length_min, username_length_min, auto_login, auto_login_minutes, "
            "reset_token_minutes, session_idle_minutes, session_max_minutes, allowed_origins, "
            "validate_silent, email_properties FROM backends ORDER BY created_at, id"
        )
    );
    StatementUse use(*statement);
    std::vector<Backend> all;
    while (true) {
        HAKO_TRY_ASSIGN(const bool row, use->step());
        if (!row) {
            return all;
        }
        all.push_back(backend_from(*use));
    }
}

Task<Result<void>> BackendStore::insert(const Backend& backend) {
    return Task<Result<void>>::ready(insert_now(backend));
}

Result<void> BackendStore::insert_now(const Backend& backend) {
    HAKO_TRY_ASSIGN(
        Statement * statement,
        connection_.statement(
            "INSERT INTO backends (id, name, app_key, push_project_id, created_at, "
            "management_api, password_length_min, username_length_min, auto_login, "
            "auto_login_minutes, reset_token_minutes, session_idle_minutes, session_max_minutes, "
            "allowed_origins, validate_silent, email_properties) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
        )
    );
    const SettingLists lists(backend.settings);
    StatementUse use(*statement);
    use->bind_text(1, backend.id.text()).bind_text(2, backend.name).bind_text(3, backend.app_key);
    use->bind_text(4, backend.push_project_id).bind(5, backend.created_at);
    bind_settings(*use, 6, backend.settings, lists);
    return use->run();
}

Task<Result<void>> BackendStore::update(const Backend& backend) {
    return Task<Result<void>>::ready(update_now(backend));
}

Result<void> BackendStore::update_now(const Backend& backend) {
    HAKO_TRY_ASSIGN(
        Statement * statement,
        connection_.statement(
            "UPDATE backends SET name = ?, management_api = ?, password_length_min = ?, "
            "username_length_min = ?, auto_login = ?, auto_login_minutes = ?, "
            "reset_token_minutes = ?, session_idle_minutes = ?, session_max_minutes = ?, "
            "allowed_origins = ?, validate_silent = ?, email_properties = ? WHERE id = ?"
        )
    );
    const SettingLists lists(backend.settings);
    StatementUse use(*statement);
    use->bind_text(1, backend.name);
    bind_settings(*use, 2, backend.settings, lists);
    use->bind_text(13, backend.id.text());
    return use->run();
}

Task<Result<void>> BackendStore::erase(const BackendId& id) {
    return Task<Result<void>>::ready(erase_now(id));
}

Result<void> BackendStore::erase_now(const BackendId& id) {
    for (const std::string_view sql :
         {"DELETE FROM backends WHERE id = ?", "INSERT OR IGNORE INTO erased_backends VALUES (?)"
         }) {
        HAKO_TRY_ASSIGN(Statement * statement, connection_.statement(sql));
        StatementUse use(*statement);
        use->bind_text(1, id.text());
        HAKO_TRY(use->run());
    }
    return {};
}

Task<Result<std::vector<ManagementKey>>> KeyStore::list() {
    return Task<Result<std::vector<ManagementKey>>>::ready(list_now());
}

Result<std::vector<ManagementKey>> KeyStore::list_now() {
    HAKO_TRY_ASSIGN(
        Statement * statement,
        connection_.statement(
            "SELECT id, backend_id, name, hash, ranges, created_at, expires_at, last_used_at, "
            "revoked_at FROM management_keys ORDER BY created_at, id"
        )
    );
    StatementUse use(*statement);
    std::vector<ManagementKey> all;
    while (true) {
        HAKO_TRY_ASSIGN(const bool row, use->step());
        if (!row) {
            return all;
        }
        all.push_back(key_from(*use));
    }
}

Task<Result<void>> KeyStore::insert(const ManagementKey& key) {
    return Task<Result<void>>::ready(insert_now(key));
}

Result<void> KeyStore::insert_now(const ManagementKey& key) {
    HAKO_TRY_ASSIGN(
        Statement * statement,
        connection_.statement("INSERT INTO management_keys VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)")
    );
    StatementUse use(*statement);
    const std::string ranges = ranges_to_text(key.ranges);
    use->bind_text(1, key.id.text()).bind_text(2, key.backend.text()).bind_text(3, key.name);
    use->bind_blob(4, {reinterpret_cast<const char*>(key.hash.data()), key.hash.size()});
    use->bind_text(5, ranges).bind(6, key.created_at);
    bind_time(*use, 7, key.expires_at);
    bind_time(*use, 8, key.last_used_at);
    bind_time(*use, 9, key.revoked_at);
    return use->run();
}

Task<Result<void>> KeyStore::revoke(const KeyId& id, UnixMillis now) {
    return Task<Result<void>>::ready(revoke_now(id, now));
}

Result<void> KeyStore::revoke_now(const KeyId& id, UnixMillis now) {
    HAKO_TRY_ASSIGN(
        Statement * statement,
        connection_.statement(
            "UPDATE management_keys SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL"
        )
    );
    StatementUse use(*statement);
    use->bind(1, now).bind_text(2, id.text());
    return use->run();
}

Task<Result<void>> KeyStore::set_last_used(const std::vector<std::pair<KeyId, UnixMillis>>& uses) {
    return Task<Result<void>>::ready(set_last_used_now(uses));
}

Result<void> KeyStore::set_last_used_now(const std::vector<std::pair<KeyId, UnixMillis>>& uses) {
    for (const auto& [id, time] : uses) {
        HAKO_TRY_ASSIGN(
            Statement * statement,
            connection_.statement("UPDATE management_keys SET last_used_at = ? WHERE id = ?")
        );
        StatementUse use(*statement);
        use->bind(1, time).bind_text(2, id.text());
        HAKO_TRY(use->run());
    }
    return {};
}

}  // namespace hako::sqlite
