// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/reader_slots.hpp"

#include "storage/sqlite/test_folder.hpp"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

namespace hako::sqlite {
namespace {

constexpr std::int64_t kCacheBytes = 1024LL * 1024;

class ReaderSlotsTest : public ::testing::Test {
protected:
    ReaderSlotsTest() {
        auto writer = Connection::open(path_, Access::write, kCacheBytes);
        check(writer.has_value(), "open the file of the test");
        writer_ = *std::move(writer);
        write("CREATE TABLE numbers (number INTEGER)");
    }

    void write(const std::string& sql) {
        check(writer_->execute(sql).has_value(), "a write of the test");
    }

    static std::int64_t count(Connection& connection) {
        auto statement = connection.statement("SELECT count(*) FROM numbers");
        check(statement.has_value(), "a statement of the test");
        StatementUse use(**statement);
        check(use->step().has_value(), "a read of the test");
        return use->integer(0);
    }

    TestFolder folder_;
    std::string path_ = folder_.file("a.db");
    std::unique_ptr<Connection> writer_;
    ReaderSlots slots_{path_, kCacheBytes};
};

TEST_F(ReaderSlotsTest, gives_the_same_connection_to_the_same_thread) {
    Connection* first = nullptr;
    {
        auto loan = slots_.borrow(1);
        ASSERT_TRUE(loan.has_value());
        first = &**loan;
    }
    auto loan = slots_.borrow(1);
    ASSERT_TRUE(loan.has_value());
    EXPECT_EQ(&**loan, first);
}

TEST_F(ReaderSlotsTest, gives_different_connections_at_the_same_time) {
    auto one = slots_.borrow(1);
    auto two = slots_.borrow(1);
    ASSERT_TRUE(one.has_value() && two.has_value());
    EXPECT_NE(&**one, &**two);
}

TEST_F(ReaderSlotsTest, sees_what_was_committed_before_the_version) {
    {
        auto loan = slots_.borrow(1);
        EXPECT_EQ(count(**loan), 0);
    }
    write("INSERT INTO numbers VALUES (1)");
    {
        // Nobody said that there was a commit: the state may be the one at hand.
        auto loan = slots_.borrow(1);
        EXPECT_EQ(count(**loan), 0);
    }
    auto loan = slots_.borrow(2);
    EXPECT_EQ(count(**loan), 1);
}

TEST_F(ReaderSlotsTest, sees_one_state_for_as_long_as_it_is_lent) {
    auto loan = slots_.borrow(1);
    EXPECT_EQ(count(**loan), 0);
    write("INSERT INTO numbers VALUES (1)");
    slots_.leave_snapshots();
    EXPECT_EQ(count(**loan), 0);
}

TEST_F(ReaderSlotsTest, leaves_states_so_that_the_next_reader_sees_the_newest) {
    {
        auto loan = slots_.borrow(1);
        EXPECT_EQ(count(**loan), 0);
    }
    write("INSERT INTO numbers VALUES (1)");
    slots_.leave_snapshots();
    auto loan = slots_.borrow(1);
    EXPECT_EQ(count(**loan), 1);
}

TEST_F(ReaderSlotsTest, does_not_lend_a_connection_again_that_had_trouble) {
    Connection* first = nullptr;
    {
        auto loan = slots_.borrow(1);
        first = &**loan;
        EXPECT_FALSE((*loan)->execute("SELECT * FROM missing").has_value());
        EXPECT_EQ((*loan)->trouble(), Trouble::other);
    }
    auto other = Connection::open(path_, Access::read, kCacheBytes);  // Takes the freed memory.
    auto loan = slots_.borrow(1);
    ASSERT_TRUE(loan.has_value());
    EXPECT_FALSE((*loan)->trouble().has_value());
    EXPECT_TRUE(first != &**loan || first == other->get());
}

TEST_F(ReaderSlotsTest, lends_a_connection_again_whose_query_was_stopped) {
    Connection* first = nullptr;
    {
        auto loan = slots_.borrow(1);
        first = &**loan;
        (*loan)->set_deadline(std::chrono::steady_clock::now());
        const auto stopped = (*loan)->execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000000) "
            "SELECT count(*) FROM n"
        );
        EXPECT_FALSE(stopped.has_value());
        EXPECT_TRUE((*loan)->deadline_passed());
        EXPECT_EQ((*loan)->trouble(), Trouble::interrupted);
        (*loan)->set_deadline(std::nullopt);
    }
    auto loan = slots_.borrow(1);
    EXPECT_EQ(&**loan, first);
    EXPECT_EQ(count(**loan), 0);
}

TEST_F(ReaderSlotsTest, cannot_write) {
    auto loan = slots_.borrow(1);
    EXPECT_FALSE((*loan)->execute("INSERT INTO numbers VALUES (1)").has_value());
}

TEST_F(ReaderSlotsTest, serves_many_threads_while_one_writes) {
    std::atomic<std::uint64_t> version{1};
    std::vector<std::thread> readers;
    std::atomic<bool> well = true;
    for (int i = 0; i < 20; ++i) {
        readers.emplace_back([&] {
            for (int reads = 0; reads < 50; ++reads) {
                const auto seen = version.load();
                auto loan = slots_.borrow(seen);
                if (!loan || count(**loan) < static_cast<std::int64_t>(seen) - 1) {
                    well = false;
                }
            }
        });
    }
    for (int i = 0; i < 50; ++i) {
        write("INSERT INTO numbers VALUES (1)");
        ++version;
        slots_.leave_snapshots();
    }
    for (auto& reader : readers) {
        reader.join();
    }
    EXPECT_TRUE(well);
}

}  // namespace
}  // namespace hako::sqlite
