// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/system_database.hpp"

#include "storage/sqlite/migrations.hpp"

#include <sqlite3.h>

#include <utility>

namespace hako::sqlite {
namespace {

constexpr std::int64_t kCacheBytes = 1024LL * 1024;

/// SQLite's own default: hako.db is written seldom.
constexpr int kLogPagesToCopy = 1'000;

}  // namespace

Result<std::unique_ptr<SystemDatabase>>
SystemDatabase::open(const std::string& path, const Environment& environment) {
    {
        HAKO_TRY_ASSIGN(auto connection, Connection::open(path, Access::write, kCacheBytes));
        HAKO_TRY(migrate(*connection, system_migrations()));
    }
    std::unique_ptr<SystemDatabase> database(new SystemDatabase(path));
    GroupWork& work = *database;
    HAKO_TRY(work.open());
    database->writer_ = std::make_unique<Writer<hako::SystemTransaction>>(
        work, environment.log, WriterMetrics(environment.metrics), WriterStart::open
    );
    return database;
}

Result<void> SystemDatabase::open() {
    transaction_.reset();
    connection_.reset();
    HAKO_TRY_ASSIGN(connection_, Connection::open(path_, Access::write, kCacheBytes));
    sqlite3_wal_autocheckpoint(connection_->handle(), kLogPagesToCopy);
    transaction_.emplace(*connection_);
    return {};
}

Result<std::vector<BackendId>> SystemDatabase::erased_backends() {
    HAKO_TRY_ASSIGN(auto connection, Connection::open(path_, Access::read, kCacheBytes));
    HAKO_TRY_ASSIGN(Statement * statement, connection->statement("SELECT id FROM erased_backends"));
    StatementUse use(*statement);
    std::vector<BackendId> ids;
    while (true) {
        HAKO_TRY_ASSIGN(const bool row, use->step());
        if (!row) {
            return ids;
        }
        const auto id = BackendId::parse(use->text(0));
        check(id.has_value(), "a stored backend id is one");
        ids.push_back(*id);
    }
}

Result<void> SystemDatabase::forget_erased(const BackendId& id) {
    HAKO_TRY_ASSIGN(auto connection, Connection::open(path_, Access::write, kCacheBytes));
    HAKO_TRY_ASSIGN(
        Statement * statement, connection->statement("DELETE FROM erased_backends WHERE id = ?")
    );
    statement->bind_text(1, id.text());
    return statement->run();
}

}  // namespace hako::sqlite
