// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/connection.hpp"

#include "storage/sqlite/sql_functions.hpp"
#include "storage/sqlite/sqlite_error.hpp"

#include <sqlite3.h>

namespace hako::sqlite {
namespace {

/// How many statements a connection keeps. Query shapes are the callers', so there must be a bound.
constexpr std::size_t kStatementsKept = 400;

constexpr int kBusyMillisMax = 5'000;

/// How many steps of SQLite's machine pass between two looks at the clock: some 2 µs, or as many
/// calls of a function of ours that reads a whole item (hako_contains) as there are in 20 terms.
constexpr int kStepsBetweenClockReads = 100;

Result<void> set_pragmas(Connection& connection, Access access, std::int64_t cache_bytes) {
    if (access == Access::write) {
        HAKO_TRY(connection.execute("PRAGMA journal_mode=WAL"));
    } else {
        HAKO_TRY(connection.execute("PRAGMA query_only=ON"));
    }
    // Checkpoints are made beside the writer (checkpoints.hpp), so none happens inside a commit.
    return connection.execute(
        "PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0; PRAGMA foreign_keys=ON;"
        "PRAGMA temp_store=MEMORY; PRAGMA secure_delete=OFF; PRAGMA cache_size=-" +
        std::to_string(cache_bytes / 1024)
    );
}

}  // namespace

Statement::Statement(Connection& connection, sqlite3_stmt* statement)
    : connection_(connection), statement_(statement) {}

Statement::~Statement() {
    sqlite3_finalize(statement_);
}

Statement& Statement::bind(int index, std::int64_t value) {
    check(sqlite3_bind_int64(statement_, index, value) == SQLITE_OK, "bind an integer");
    return *this;
}

Statement& Statement::bind_text(int index, std::string_view text) {
    const int code = sqlite3_bind_text64(
        statement_,
        index,
        text.data() != nullptr ? text.data() : "",
        text.size(),
        SQLITE_STATIC,
        SQLITE_UTF8
    );
    check(code == SQLITE_OK, "bind a text");
    return *this;
}

Statement& Statement::bind_blob(int index, std::string_view bytes) {
    const int code = sqlite3_bind_blob64(
        statement_, index, bytes.data() != nullptr ? bytes.data() : "", bytes.size(), SQLITE_STATIC
    );
    check(code == SQLITE_OK, "bind a blob");
    return *this;
}

Statement& Statement::bind_null(int index) {
    check(sqlite3_bind_null(statement_, index) == SQLITE_OK, "bind a null");
    return *this;
}

Result<bool> Statement::step() {
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) {
        return true;
    }
    if (code == SQLITE_DONE) {
        sqlite3_reset(statement_);
        return false;
    }
    Error error = connection_.failed(code, sqlite3_sql(statement_));
    sqlite3_reset(statement_);
    return error;
}

Result<void> Statement::run() {
    HAKO_TRY_ASSIGN(const bool row, step());
    check(!row, "a statement that gives no rows gave one");
    return {};
}

void Statement::reset() {
    sqlite3_reset(statement_);
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(statement_, column);
}

std::string_view Statement::text(int column) const {
    const auto* text = sqlite3_column_text(statement_, column);
    const int size = sqlite3_column_bytes(statement_, column);
    return {reinterpret_cast<const char*>(text), static_cast<std::size_t>(size)};
}

std::string_view Statement::blob(int column) const {
    const void* bytes = sqlite3_column_blob(statement_, column);
    const int size = sqlite3_column_bytes(statement_, column);
    return {static_cast<const char*>(bytes), static_cast<std::size_t>(size)};
}

bool Statement::is_null(int column) const {
    return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

Result<std::unique_ptr<Connection>>
Connection::open(const std::string& path, Access access, std::int64_t cache_bytes) {
    sqlite3* handle = nullptr;
    const int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE |
                      (access == Access::write ? SQLITE_OPEN_CREATE : 0);
    const int code = sqlite3_open_v2(path.c_str(), &handle, flags, nullptr);
    std::unique_ptr<Connection> connection(new Connection(handle));
    if (code != SQLITE_OK) {
        return error_of(handle, code, "open " + path);
    }
    sqlite3_extended_result_codes(handle, 1);
    sqlite3_busy_timeout(handle, kBusyMillisMax);
    sqlite3_progress_handler(
        handle, kStepsBetweenClockReads, &Connection::on_progress, connection.get()
    );
    // Names quoted with "" that match no column are errors, and the schema can call no function of
    // ours.
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    // The first statement reads the file.
    if (auto set = set_pragmas(*connection, access, cache_bytes); !set) {
        Error error = std::move(set).error();
        error.set_detail(PrivateDetail(path + ": " + error.detail()));
        return error;
    }
    register_sql_functions(handle);
    return connection;
}

Connection::~Connection() {
    statements_.clear();
    sqlite3_close_v2(connection_);
}

Result<Statement*> Connection::statement(std::string_view sql) {
    const auto found = statements_.find(sql);
    if (found != statements_.end()) {
        return found->second.get();
    }
    sqlite3_stmt* prepared = nullptr;
    const int code = sqlite3_prepare_v3(
        connection_,
        sql.data(),
        static_cast<int>(sql.size()),
        SQLITE_PREPARE_PERSISTENT,
        &prepared,
        nullptr
    );
    if (code != SQLITE_OK) {
        return failed(code, "prepare " + std::string(sql));
    }
    auto statement = std::make_unique<Statement>(*this, prepared);
    Statement* kept = statement.get();
    statements_.emplace(std::string(sql), std::move(statement));
    return kept;
}

void Connection::trim_statements() {
    if (statements_.size() > kStatementsKept) {
        // Query shapes beyond the bound are rare; starting anew is simpler than an order of use.
        statements_.clear();
    }
}

Result<void> Connection::execute(const std::string& sql) {
    const int code = sqlite3_exec(connection_, sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) {
        return failed(code, sql);
    }
    return {};
}

Error Connection::failed(int code, std::string_view doing) {
    trouble_ = trouble_of(code);
    return error_of(connection_, code, doing);
}

bool Connection::in_transaction() const {
    return sqlite3_get_autocommit(connection_) == 0;
}

std::int64_t Connection::changes() const {
    return sqlite3_changes64(connection_);
}

void Connection::set_deadline(std::optional<std::chrono::steady_clock::time_point> deadline) {
    deadline_ = deadline;
    deadline_passed_ = false;
}

int Connection::on_progress(void* self) {
    auto& connection = *static_cast<Connection*>(self);
    if (!connection.deadline_ || std::chrono::steady_clock::now() < *connection.deadline_) {
        return 0;
    }
    connection.deadline_passed_ = true;
    return 1;
}

Result<void> Connection::take_snapshot(std::uint64_t version) {
    if (snapshot_ == version) {
        return {};
    }
    HAKO_TRY(leave_snapshot());
    HAKO_TRY_ASSIGN(Statement * begin, statement("BEGIN"));
    HAKO_TRY(begin->run());
    snapshot_ = version;
    return {};
}

Result<void> Connection::leave_snapshot() {
    if (snapshot_) {
        snapshot_.reset();
        HAKO_TRY_ASSIGN(Statement * end, statement("COMMIT"));
        HAKO_TRY(end->run());
    }
    return {};
}

}  // namespace hako::sqlite
