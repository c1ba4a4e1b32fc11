// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "storage/sqlite/sqlite_error.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

struct sqlite3;
struct sqlite3_stmt;

namespace hako::sqlite {

class Connection;

/// A prepared statement. Bound texts and blobs are not copied: they must stay as they are until the
/// statement is reset. Belongs to its connection's thread.
class Statement {
public:
    Statement(Connection& connection, sqlite3_stmt* statement);
    ~Statement();
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;

    /// Parameters count from 1.
    Statement& bind(int index, std::int64_t value);
    Statement& bind_text(int index, std::string_view text);
    Statement& bind_blob(int index, std::string_view bytes);
    Statement& bind_null(int index);

    /// True: a row is there. False: the end. Resets itself at the end and on an error.
    Result<bool> step();

    /// For a statement that gives no rows: runs it to its end and resets it.
    Result<void> run();

    void reset();

    /// Columns count from 0. Texts and blobs live until the next step or reset.
    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] std::string_view text(int column) const;
    [[nodiscard]] std::string_view blob(int column) const;
    [[nodiscard]] bool is_null(int column) const;

private:
    Connection& connection_;
    sqlite3_stmt* statement_;
};

/// Resets a statement when the scope ends, however it ends.
class StatementUse {
public:
    explicit StatementUse(Statement& statement) : statement_(statement) {}

    ~StatementUse() {
        statement_.reset();
    }

    StatementUse(const StatementUse&) = delete;
    StatementUse& operator=(const StatementUse&) = delete;

    Statement* operator->() {
        return &statement_;
    }

    Statement& operator*() {
        return statement_;
    }

private:
    Statement& statement_;
};

enum class Access { read, write };

/// One connection to one database file, with its prepared statements. Used by one thread at a time.
class Connection {
public:
    /// Opens the file with the settings every Hako connection has (see ADR 0003). `write` makes the
    /// file when it does not exist. `cache_bytes` bounds the page cache.
    static Result<std::unique_ptr<Connection>>
    open(const std::string& path, Access access, std::int64_t cache_bytes);

    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// The prepared statement of this SQL text, kept for the next use. A Bug when the text is not
    /// good SQL for the schema: texts are made by us.
    Result<Statement*> statement(std::string_view sql);

    /// Forgets the prepared statements when there are too many. Call it between operations:
    /// pointers that `statement` gave are dead afterwards.
    void trim_statements();

    /// Runs statements that give no rows, without keeping them.
    Result<void> execute(const std::string& sql);

    /// Whether a transaction is open. SQLite ends one by itself on some errors.
    [[nodiscard]] bool in_transaction() const;

    /// Rows changed by the last statement.
    [[nodiscard]] std::int64_t changes() const;

    /// Has all reads from now on see one state of the database: the one at hand when it was taken
    /// for the same `version`, else the newest. Taking and leaving a state costs system calls; a
    /// reader that nothing was committed since keeps the one it has.
    Result<void> take_snapshot(std::uint64_t version);

    /// Leaves the state. A connection that keeps one for long keeps the log from starting anew.
    Result<void> leave_snapshot();

    /// From now on statements fail with `interrupted` once `deadline` has passed; empty: never.
    void set_deadline(std::optional<std::chrono::steady_clock::time_point> deadline);

    /// No deadline any more; `deadline_passed` still says what was.
    void lift_deadline() {
        deadline_.reset();
    }

    /// Whether a statement failed because the deadline had passed, since it was set.
    [[nodiscard]] bool deadline_passed() const {
        return deadline_passed_;
    }

    /// What went wrong last since `clear_trouble`; empty when nothing did.
    [[nodiscard]] std::optional<Trouble> trouble() const {
        return trouble_;
    }

    void clear_trouble() {
        trouble_.reset();
    }

    [[nodiscard]] sqlite3* handle() const {
        return connection_;
    }

private:
    friend class Statement;

    /// Remembers the trouble and makes the refusal.
    Error failed(int code, std::string_view doing);

    explicit Connection(sqlite3* connection) : connection_(connection) {}

    static int on_progress(void* self);

    struct TextHash {
        using is_transparent = void;

        std::size_t operator()(std::string_view text) const noexcept {
            return std::hash<std::string_view>()(text);
        }
    };

    sqlite3* connection_;
    std::unordered_map<std::string, std::unique_ptr<Statement>, TextHash, std::equal_to<>>
        statements_;
    std::optional<std::chrono::steady_clock::time_point> deadline_;
    bool deadline_passed_ = false;
    std::optional<std::uint64_t> snapshot_;
    std::optional<Trouble> trouble_;
};

}  // namespace hako::sqlite
