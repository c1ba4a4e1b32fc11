// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/migrations.hpp"

#include <string>

namespace hako::sqlite {
namespace {

Result<std::int64_t> version_of(Connection& connection) {
    HAKO_TRY_ASSIGN(Statement * statement, connection.statement("PRAGMA user_version"));
    StatementUse use(*statement);
    HAKO_TRY_ASSIGN(const bool row, use->step());
    check(row, "user_version gives a row");
    return use->integer(0);
}

/// In one transaction with the version that it makes.
Result<void> take_step(Connection& connection, const Migration& step, std::int64_t version) {
    HAKO_TRY(connection.execute("BEGIN IMMEDIATE"));
    auto done = connection.execute(
        std::string(step.sql) + ";PRAGMA user_version=" + std::to_string(version) + ";COMMIT"
    );
    if (done) {
        return {};
    }
    if (connection.in_transaction()) {
        HAKO_TRY(connection.execute("ROLLBACK"));
    }
    return Error::unavailable(
        PrivateDetail("migration " + std::string(step.name) + " failed: " + done.error().detail())
    );
}

}  // namespace

Result<void> migrate(Connection& connection, std::span<const Migration> migrations) {
    HAKO_TRY_ASSIGN(const std::int64_t version, version_of(connection));
    const auto newest = static_cast<std::int64_t>(migrations.size());
    if (version > newest) {
        return Error::unavailable(PrivateDetail(
            "the database has schema version " + std::to_string(version) + ", this program knows " +
            std::to_string(newest) + ": use a newer hako"
        ));
    }
    for (std::int64_t next = version; next < newest; ++next) {
        HAKO_TRY(take_step(connection, migrations[static_cast<std::size_t>(next)], next + 1));
    }
    return {};
}

}  // namespace hako::sqlite
