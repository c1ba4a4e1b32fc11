// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/smtp_server_store.hpp"

#include "storage/sqlite/run_sql.hpp"

#include <string>

namespace hako::sqlite {
namespace {

using mail::SealedSmtpServer;

void bind_backend(Statement& statement, int index, const std::optional<BackendId>& backend) {
    if (backend) {
        statement.bind_text(index, backend->text());
    } else {
        statement.bind_null(index);
    }
}

}  // namespace

Task<Result<std::vector<SealedSmtpServer>>> SmtpServerStore::list() {
    return Task<Result<std::vector<SealedSmtpServer>>>::ready(list_now());
}

Result<std::vector<SealedSmtpServer>> SmtpServerStore::list_now() {
    Sql sql;
    sql.add("SELECT backend_id, box, configured_at FROM smtp_servers ORDER BY backend_id");
    std::vector<SealedSmtpServer> all;
    HAKO_TRY(for_each_row(connection_, sql, [&](const Statement& row) {
        std::optional<BackendId> backend;
        if (!row.is_null(0)) {
            backend = BackendId::parse(row.text(0));
            check(backend.has_value(), "a stored backend id is one");
        }
        all.push_back({backend, std::string(row.blob(1)), row.integer(2)});
    }));
    return all;
}

Task<Result<void>> SmtpServerStore::put(const SealedSmtpServer& server) {
    return Task<Result<void>>::ready(put_now(server));
}

Result<void> SmtpServerStore::put_now(const SealedSmtpServer& server) {
    // To SQLite no NULL is like another, so the server for all would not be replaced.
    HAKO_TRY(erase_now(server.backend));
    HAKO_TRY_ASSIGN(
        Statement * insert, connection_.statement("INSERT INTO smtp_servers VALUES (?, ?, ?)")
    );
    StatementUse use(*insert);
    bind_backend(*use, 1, server.backend);
    use->bind_blob(2, server.box).bind(3, server.configured_at);
    return use->run();
}

Task<Result<bool>> SmtpServerStore::erase(const std::optional<BackendId>& backend) {
    return Task<Result<bool>>::ready(erase_now(backend));
}

Result<bool> SmtpServerStore::erase_now(const std::optional<BackendId>& backend) {
    HAKO_TRY_ASSIGN(
        Statement * erase, connection_.statement("DELETE FROM smtp_servers WHERE backend_id IS ?")
    );
    StatementUse use(*erase);
    bind_backend(*use, 1, backend);
    HAKO_TRY(use->run());
    return connection_.changes() > 0;
}

}  // namespace hako::sqlite
