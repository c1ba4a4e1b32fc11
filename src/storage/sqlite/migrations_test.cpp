// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/migrations.hpp"

#include "storage/sqlite/test_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace hako::sqlite {
namespace {

using ::testing::HasSubstr;

constexpr std::int64_t kCacheBytes = 1024LL * 1024;

class Migrations : public ::testing::Test {
protected:
    std::unique_ptr<Connection> open(std::string_view name) {
        auto connection = Connection::open(folder_.file(name), Access::write, kCacheBytes);
        check(connection.has_value(), "open a file of the test");
        return *std::move(connection);
    }

    static std::string schema(Connection& connection) {
        auto statement = connection.statement(
            "SELECT coalesce(group_concat(type || name || coalesce(sql, ''), char(10)), '') FROM "
            "(SELECT * FROM sqlite_schema ORDER BY type, name)"
        );
        check(statement.has_value(), "read the schema");
        StatementUse use(**statement);
        check(*use->step(), "a row");
        return std::string(use->text(0));
    }

    static std::int64_t version(Connection& connection) {
        auto statement = connection.statement("PRAGMA user_version");
        StatementUse use(**statement);
        check(*use->step(), "a row");
        return use->integer(0);
    }

private:
    TestFolder folder_;
};

TEST_F(Migrations, lead_from_every_earlier_version_to_the_same_schema) {
    for (const auto& steps : {system_migrations(), backend_migrations()}) {
        const std::string name = steps.data() == system_migrations().data() ? "system" : "backend";
        const auto at_once = open(name);
        ASSERT_TRUE(migrate(*at_once, steps).has_value());
        EXPECT_EQ(version(*at_once), static_cast<std::int64_t>(steps.size()));
        for (std::size_t k = 0; k <= steps.size(); ++k) {
            const auto from_k = open(name + std::to_string(k));
            ASSERT_TRUE(migrate(*from_k, steps.first(k)).has_value());
            EXPECT_EQ(version(*from_k), static_cast<std::int64_t>(k));
            ASSERT_TRUE(migrate(*from_k, steps).has_value());
            EXPECT_EQ(schema(*from_k), schema(*at_once));
        }
    }
}

TEST_F(Migrations, change_nothing_the_second_time) {
    const auto connection = open("a");
    ASSERT_TRUE(migrate(*connection, backend_migrations()).has_value());
    const std::string before = schema(*connection);
    ASSERT_TRUE(migrate(*connection, backend_migrations()).has_value());
    EXPECT_EQ(schema(*connection), before);
}

TEST_F(Migrations, refuse_a_database_of_a_newer_program) {
    const auto connection = open("a");
    ASSERT_TRUE(connection->execute("PRAGMA user_version=99").has_value());
    const auto refused = migrate(*connection, backend_migrations());
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code(), ErrorCode::unavailable);
    EXPECT_THAT(refused.error().detail(), HasSubstr("schema version 99"));
    EXPECT_THAT(refused.error().detail(), HasSubstr("use a newer hako"));
    EXPECT_EQ(schema(*connection), "");
}

TEST_F(Migrations, leave_nothing_of_a_step_that_fails_and_keep_those_before) {
    constexpr auto kSteps = std::to_array<Migration>({
        {"0001_good", "CREATE TABLE one (a INTEGER);"},
        {"0002_bad", "CREATE TABLE two (a INTEGER); INSERT INTO missing VALUES (1);"},
        {"0003_good", "CREATE TABLE three (a INTEGER);"},
    });
    const auto connection = open("a");
    const auto failed = migrate(*connection, kSteps);
    ASSERT_FALSE(failed.has_value());
    EXPECT_THAT(failed.error().detail(), HasSubstr("migration 0002_bad failed"));
    EXPECT_THAT(failed.error().detail(), HasSubstr("missing"));
    EXPECT_FALSE(connection->in_transaction());
    EXPECT_EQ(version(*connection), 1);
    EXPECT_EQ(schema(*connection), "tableoneCREATE TABLE one (a INTEGER)");
    constexpr auto kMended = std::to_array<Migration>({
        kSteps[0],
        {"0002_mended", "CREATE TABLE two (a INTEGER);"},
        kSteps[2],
    });
    EXPECT_TRUE(migrate(*connection, kMended).has_value());
    EXPECT_EQ(version(*connection), 3);
}

}  // namespace
}  // namespace hako::sqlite
