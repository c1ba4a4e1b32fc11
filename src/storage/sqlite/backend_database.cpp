// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/backend_database.hpp"

#include "storage/sqlite/migrations.hpp"
#include "storage/sqlite/username_keys.hpp"

#include <utility>

namespace hako::sqlite {
namespace {

constexpr std::int64_t kWriteCacheBytes = 32LL * 1024 * 1024;

Result<std::map<std::int64_t, SetCounts>> load_counts(Connection& connection) {
    HAKO_TRY_ASSIGN(
        Statement * statement,
        connection.statement(
            "SELECT number, row_count, last_seq FROM record_sets WHERE name IS NOT NULL"
        )
    );
    StatementUse use(*statement);
    std::map<std::int64_t, SetCounts> counts;
    while (true) {
        HAKO_TRY_ASSIGN(const bool row, use->step());
        if (!row) {
            return counts;
        }
        counts[use->integer(0)] = {use->integer(1), use->integer(2)};
    }
}

}  // namespace

Result<std::shared_ptr<BackendDatabase>>
BackendDatabase::open(const std::string& path, const Environment& environment) {
    {
        HAKO_TRY_ASSIGN(auto connection, Connection::open(path, Access::write, kWriteCacheBytes));
        HAKO_TRY(migrate(*connection, backend_migrations()));
        HAKO_TRY(refresh_username_keys(*connection, environment.log));
    }
    std::shared_ptr<BackendDatabase> database(new BackendDatabase(path, environment));
    GroupWork& work = *database;
    HAKO_TRY(work.open());
    database->writer_ = std::make_unique<Writer<hako::BackendTransaction>>(
        work, environment.log, WriterMetrics(environment.metrics), WriterStart::open
    );
    database->upkeep_ = std::make_unique<Upkeep>(database->reads_, *database->writer_, environment);
    database->push_queue_.emplace(database->reads_, *database->writer_);
    environment.background.add(*database);
    return database;
}

BackendDatabase::BackendDatabase(const std::string& path, const Environment& environment)
    : path_(path),
      environment_(environment),
      checkpoints_(path, environment.background, [this] { reads_.leave_snapshots(); }),
      reads_(
          path,
          environment,
          [this](std::int64_t set, const std::vector<monaql::Path>& properties) {
              upkeep_->wish_for_index(set, properties);
          }
      ) {}

BackendDatabase::~BackendDatabase() {
    environment_.background.remove(*this);
    writer_.reset();
}

Result<void> BackendDatabase::open() {
    transaction_.reset();
    write_connection_.reset();
    HAKO_TRY_ASSIGN(auto connection, Connection::open(path_, Access::write, kWriteCacheBytes));
    HAKO_TRY_ASSIGN(auto catalog, load_catalog(*connection));
    HAKO_TRY_ASSIGN(auto counts, load_counts(*connection));
    checkpoints_.watch(*connection);
    state_ = WriteState(std::move(catalog), std::move(counts));
    transaction_.emplace(*connection, state_, environment_.random);
    write_connection_ = std::move(connection);
    reads_.publish(state_.catalog());
    return {};
}

Connection& BackendDatabase::connection() {
    return *write_connection_;
}

hako::BackendTransaction& BackendDatabase::transaction() {
    return *transaction_;
}

void BackendDatabase::mark() {
    state_.mark();
}

void BackendDatabase::go_back() {
    state_.go_back();
}

Result<void> BackendDatabase::before_commit() {
    state_.forget_mark();
    for (const auto& [set, counts] : state_.take_changed_counts()) {
        HAKO_TRY_ASSIGN(
            Statement * update,
            write_connection_->statement(
                "UPDATE record_sets SET row_count = ?, last_seq = ? WHERE number = ?"
            )
        );
        update->bind(1, counts.rows).bind(2, counts.last_seq).bind(3, set);
        HAKO_TRY(update->run());
    }
    return {};
}

void BackendDatabase::after_commit() {
    const bool is_new_catalog = reads_.catalog() != state_.catalog();
    reads_.publish(state_.catalog());
    if (is_new_catalog) {
        environment_.background.wake();
    }
    checkpoints_.after_commit(*write_connection_);
}

BackgroundWork::Progress BackendDatabase::advance() {
    checkpoints_.advance();
    return upkeep_->advance();
}

}  // namespace hako::sqlite
