// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/connection.hpp"

#include "storage/sqlite/test_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace hako::sqlite {
namespace {

using ::testing::HasSubstr;

constexpr std::int64_t kCacheBytes = 1024LL * 1024;

class ConnectionTest : public ::testing::Test {
protected:
    std::unique_ptr<Connection> open(Access access = Access::write) {
        auto connection = Connection::open(folder_.file("a.db"), access, kCacheBytes);
        check(connection.has_value(), "open the file of the test");
        return *std::move(connection);
    }

    static std::string text_of(Connection& connection, const std::string& sql) {
        auto statement = connection.statement(sql);
        check(statement.has_value(), "a statement of the test");
        StatementUse use(**statement);
        check(*use->step(), "a row");
        return std::string(use->text(0));
    }

    TestFolder folder_;
};

TEST_F(ConnectionTest, has_the_settings_that_make_commits_durable) {
    const auto connection = open();
    EXPECT_EQ(text_of(*connection, "PRAGMA journal_mode"), "wal");
    EXPECT_EQ(text_of(*connection, "PRAGMA synchronous"), "2");
    EXPECT_EQ(text_of(*connection, "PRAGMA wal_autocheckpoint"), "0");
    EXPECT_EQ(text_of(*connection, "PRAGMA foreign_keys"), "1");
    EXPECT_EQ(text_of(*connection, "PRAGMA secure_delete"), "0");
    EXPECT_EQ(text_of(*connection, "PRAGMA cache_size"), "-1024");
    EXPECT_EQ(text_of(*connection, "PRAGMA busy_timeout"), "5000");
}

TEST_F(ConnectionTest, to_read_makes_no_file) {
    const auto refused = Connection::open(folder_.file("missing.db"), Access::read, kCacheBytes);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code(), ErrorCode::unavailable);
    EXPECT_THAT(refused.error().detail(), HasSubstr("missing.db"));
}

TEST_F(ConnectionTest, refuses_a_file_that_is_no_database) {
    std::ofstream(folder_.file("a.db")) << std::string(8'192, 'x');
    const auto refused = Connection::open(folder_.file("a.db"), Access::write, kCacheBytes);
    ASSERT_FALSE(refused.has_value());
    EXPECT_THAT(refused.error().detail(), HasSubstr("corrupt database"));
    EXPECT_THAT(refused.error().detail(), HasSubstr(folder_.file("a.db")));
}

TEST_F(ConnectionTest, keeps_statements_and_forgets_them_when_there_are_too_many) {
    const auto connection = open();
    auto first = connection->statement("SELECT 1");
    auto again = connection->statement("SELECT 1");
    ASSERT_TRUE(first.has_value() && again.has_value());
    EXPECT_EQ(*first, *again);
    for (int i = 0; i < 1'000; ++i) {
        ASSERT_TRUE(connection->statement("SELECT " + std::to_string(i)).has_value());
    }
    connection->trim_statements();
    EXPECT_EQ(text_of(*connection, "SELECT 1"), "1");
}

TEST_F(ConnectionTest, gives_back_texts_and_blobs_byte_for_byte) {
    const auto connection = open();
    auto statement = connection->statement("SELECT ?, ?, ?, ?, ?");
    ASSERT_TRUE(statement.has_value());
    StatementUse use(**statement);
    const std::string blob("\0\xFFx\0", 4);
    use->bind(1, -5).bind_text(2, "é\n").bind_blob(3, blob).bind_null(4).bind_text(5, {});
    ASSERT_TRUE(*use->step());
    EXPECT_EQ(use->integer(0), -5);
    EXPECT_EQ(use->text(1), "é\n");
    EXPECT_EQ(use->blob(2), blob);
    EXPECT_TRUE(use->is_null(3));
    EXPECT_FALSE(use->is_null(4));
    EXPECT_EQ(use->text(4), "");
    EXPECT_FALSE(*use->step());
}

TEST_F(ConnectionTest, tells_what_went_wrong_and_goes_on) {
    const auto connection = open();
    ASSERT_TRUE(connection->execute("CREATE TABLE t (a INTEGER UNIQUE) STRICT").has_value());
    auto insert = connection->statement("INSERT INTO t VALUES (1)");
    ASSERT_TRUE((*insert)->run().has_value());
    EXPECT_FALSE(connection->trouble().has_value());
    const auto twice = (*insert)->run();
    ASSERT_FALSE(twice.has_value());
    EXPECT_EQ(twice.error().code(), ErrorCode::unavailable);
    EXPECT_TRUE(twice.error().params().empty());
    EXPECT_THAT(twice.error().detail(), HasSubstr("UNIQUE constraint failed"));
    EXPECT_EQ(connection->trouble(), Trouble::other);
    connection->clear_trouble();
    EXPECT_EQ(text_of(*connection, "SELECT count(*) FROM t"), "1");
}

TEST_F(ConnectionTest, refuses_names_in_double_quotes_that_mean_no_column) {
    const auto connection = open();
    EXPECT_FALSE(connection->statement("SELECT \"missing\"").has_value());
}

TEST_F(ConnectionTest, gives_a_bug_for_a_row_where_none_may_be) {
    const auto connection = open();
    auto statement = connection->statement("SELECT 1");
    EXPECT_THROW(static_cast<void>((*statement)->run().has_value()), Bug);
}

TEST(TroubleOf, knows_every_kind) {
    EXPECT_EQ(trouble_of(13), Trouble::disk_full);
    EXPECT_EQ(trouble_of(10 | (4 << 8)), Trouble::io);
    EXPECT_EQ(trouble_of(8), Trouble::io);
    EXPECT_EQ(trouble_of(14), Trouble::io);
    EXPECT_EQ(trouble_of(9), Trouble::interrupted);
    EXPECT_EQ(trouble_of(11), Trouble::corrupt);
    EXPECT_EQ(trouble_of(26), Trouble::corrupt);
    EXPECT_EQ(trouble_of(5), Trouble::busy);
    EXPECT_EQ(trouble_of(6), Trouble::busy);
    EXPECT_EQ(trouble_of(1), Trouble::other);
    EXPECT_EQ(trouble_of(7), Trouble::other);
    for (const auto trouble :
         {Trouble::disk_full,
          Trouble::io,
          Trouble::interrupted,
          Trouble::corrupt,
          Trouble::busy,
          Trouble::other}) {
        EXPECT_FALSE(to_string(trouble).empty());
    }
}

}  // namespace
}  // namespace hako::sqlite
