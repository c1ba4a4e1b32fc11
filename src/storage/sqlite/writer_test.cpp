// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/writer.hpp"

#include "base/run_blocking.hpp"
#include "storage/sqlite/test_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <latch>

namespace hako::sqlite {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;

constexpr std::int64_t kCacheBytes = 1024LL * 1024;

/// Numbers in one table; what is done around a group is noted.
class Numbers final : public GroupWork<Connection> {
public:
    explicit Numbers(std::string path) : path_(std::move(path)) {}

    Result<void> open() override {
        ++opened;
        connection_.reset();
        if (cannot_open) {
            return Error::unavailable(PrivateDetail("the test says so"));
        }
        HAKO_TRY_ASSIGN(connection_, Connection::open(path_, Access::write, kCacheBytes));
        return connection_->execute("CREATE TABLE IF NOT EXISTS numbers (number INTEGER) STRICT");
    }

    Connection& connection() override {
        return *connection_;
    }

    Connection& transaction() override {
        return *connection_;
    }

    void mark() override {
        ++marks;
    }

    void go_back() override {
        ++returns;
    }

    Result<void> before_commit() override {
        if (cannot_commit) {
            return Error::unavailable(PrivateDetail("the test says so"));
        }
        return {};
    }

    void after_commit() override {
        ++commits;
    }

    std::vector<std::int64_t> stored() {
        auto reader = Connection::open(path_, Access::read, kCacheBytes);
        auto select = (*reader)->statement("SELECT number FROM numbers ORDER BY rowid");
        StatementUse use(**select);
        std::vector<std::int64_t> numbers;
        while (*use->step()) {
            numbers.push_back(use->integer(0));
        }
        return numbers;
    }

    std::atomic<bool> cannot_open = false;
    std::atomic<bool> cannot_commit = false;
    std::atomic<int> opened = 0;
    std::atomic<int> marks = 0;
    std::atomic<int> returns = 0;
    std::atomic<int> commits = 0;

private:
    std::string path_;
    std::unique_ptr<Connection> connection_;
};

Result<void> insert(Connection& connection, std::int64_t number) {
    HAKO_TRY_ASSIGN(Statement * statement, connection.statement("INSERT INTO numbers VALUES (?)"));
    statement->bind(1, number);
    return statement->run();
}

class WriterTest : public ::testing::Test {
protected:
    template <class Work>
    void add(Work work) {
        ++started_;
        auto& outcome = outcomes_.emplace_back();
        const auto note = [](Task<Result<void>> task, std::string& text) -> Task<void> {
            auto result = co_await std::move(task);
            text = result ? "done" : std::string(to_string(result.error().code()));
        };
        start(note(write<void, Connection>(writer(), std::move(work)), outcome), [this](auto&) {
            done_ = ++ended_ == started_;
        });
        done_ = ended_ == started_;
    }

    void add_number(std::int64_t number) {
        add([number](Connection& connection) {
            return Task<Result<void>>::ready(insert(connection, number));
        });
    }

    /// Keeps the writer busy until `go` so that all that comes meanwhile is one group.
    void add_latch() {
        add([this](Connection&) {
            busy_.count_down();
            go_.wait();
            return Task<Result<void>>::ready(Result<void>());
        });
        busy_.wait();
    }

    void go() {
        go_.count_down();
    }

    std::vector<std::string> finish() {
        executor_.run_until(done_);
        return {outcomes_.begin(), outcomes_.end()};
    }

    WriteQueue<Connection>& writer() {
        if (!writer_) {
            writer_.emplace(numbers_, log_, WriterMetrics(metrics_), WriterStart::closed);
        }
        return *writer_;
    }

    TestFolder folder_;
    Metrics metrics_;
    TestLog log_;
    Numbers numbers_{folder_.file("a.db")};
    std::latch busy_{1};
    std::latch go_{1};
    BlockingExecutor executor_;
    Executor::Scope scope_{executor_};
    std::deque<std::string> outcomes_;
    std::size_t started_ = 0;
    std::size_t ended_ = 0;
    bool done_ = true;
    std::optional<Writer<Connection>> writer_;
};

TEST_F(WriterTest, commits_what_waits_together_at_once_and_in_order) {
    add_latch();
    for (int i = 0; i < 100; ++i) {
        add_number(i);
    }
    go();
    EXPECT_THAT(finish(), Each("done"));
    EXPECT_EQ(numbers_.commits, 2);
    const auto stored = numbers_.stored();
    EXPECT_EQ(stored.size(), 100U);
    EXPECT_TRUE(std::is_sorted(stored.begin(), stored.end()));
}

TEST_F(WriterTest, makes_no_group_larger_than_the_limit) {
    add_latch();
    const auto count = limits::kCommitGroupWritesMax + 1;
    for (std::size_t i = 0; i < count; ++i) {
        add_number(1);
    }
    go();
    EXPECT_THAT(finish(), Each("done"));
    EXPECT_EQ(numbers_.commits, 3);
    EXPECT_EQ(numbers_.stored().size(), count);
}

TEST_F(WriterTest, rolls_back_a_use_case_that_refuses_and_keeps_the_others) {
    add_latch();
    add_number(1);
    add([](Connection& connection) {
        static_cast<void>(insert(connection, 2).has_value());
        return Task<Result<void>>::ready(Result<void>(Error::invalid_param("x", "No.")));
    });
    add_number(3);
    go();
    EXPECT_THAT(finish(), ElementsAre("done", "done", "invalid_params", "done"));
    EXPECT_THAT(numbers_.stored(), ElementsAre(1, 3));
    EXPECT_EQ(numbers_.marks, 4);
    EXPECT_EQ(numbers_.returns, 1);
}

TEST_F(WriterTest, refuses_what_the_queue_has_no_room_for) {
    add_latch();
    for (std::size_t i = 0; i < limits::kWriteQueueMax; ++i) {
        add_number(1);
    }
    EXPECT_EQ(outcomes_.back(), "");
    add_number(2);
    EXPECT_EQ(outcomes_.back(), "busy");
    go();
    const auto outcomes = finish();
    EXPECT_EQ(std::count(outcomes.begin(), outcomes.end(), "done"), limits::kWriteQueueMax + 1);
    EXPECT_EQ(numbers_.stored().size(), limits::kWriteQueueMax);
}

TEST_F(WriterTest, commits_what_is_queued_when_it_stops_and_refuses_the_rest) {
    add_latch();
    for (int i = 0; i < 1'000; ++i) {
        add_number(i);
    }
    std::thread stopper([&] { writer_->stop(); });
    go();
    stopper.join();
    add_number(-1);
    EXPECT_EQ(outcomes_.back(), "busy");
    outcomes_.pop_back();
    EXPECT_THAT(finish(), Each("done"));
    EXPECT_EQ(numbers_.stored().size(), 1'000U);
}

TEST_F(WriterTest, fails_a_group_as_a_whole_and_opens_anew) {
    numbers_.cannot_commit = true;
    add_latch();
    add_number(1);
    add([](Connection&) {
        return Task<Result<void>>::ready(Result<void>(Error::invalid_param("x", "No.")));
    });
    go();
    EXPECT_THAT(finish(), Each("unavailable"));
    EXPECT_THAT(numbers_.stored(), ElementsAre());
    EXPECT_FALSE(writer_->is_healthy());
    numbers_.cannot_commit = false;
    add_number(5);
    EXPECT_EQ(finish().back(), "done");
    EXPECT_TRUE(writer_->is_healthy());
    EXPECT_THAT(numbers_.stored(), ElementsAre(5));
    EXPECT_GE(numbers_.opened, 2);
    EXPECT_GE(metrics_.counter("hako_commit_failures", "").value(), 1U);
    EXPECT_EQ(log_.count("commit failed"), 1U);
    EXPECT_EQ(log_.count("commits work again"), 1U);
}

TEST_F(WriterTest, fails_a_group_whose_database_cannot_be_opened_and_tries_again) {
    numbers_.cannot_open = true;
    add_number(1);
    EXPECT_THAT(finish(), Each("unavailable"));
    numbers_.cannot_open = false;
    add_number(2);
    EXPECT_EQ(finish().back(), "done");
    EXPECT_THAT(numbers_.stored(), ElementsAre(2));
}

TEST_F(WriterTest, fails_the_group_of_a_use_case_whose_write_failed_although_it_says_well) {
    add_latch();
    add_number(1);
    add([](Connection& connection) {
        static_cast<void>(connection.execute("INSERT INTO missing VALUES (1)").has_value());
        return Task<Result<void>>::ready(Result<void>());
    });
    go();
    EXPECT_THAT(finish(), ElementsAre("done", "unavailable", "unavailable"));
    EXPECT_THAT(numbers_.stored(), ElementsAre());
}

TEST_F(WriterTest, becomes_healthy_by_itself) {
    numbers_.cannot_commit = true;
    add_number(1);
    EXPECT_THAT(finish(), Each("unavailable"));
    std::this_thread::sleep_for(std::chrono::milliseconds(700));
    EXPECT_FALSE(writer_->is_healthy());
    numbers_.cannot_commit = false;
    std::this_thread::sleep_for(std::chrono::milliseconds(1'100));
    EXPECT_TRUE(writer_->is_healthy());
}

}  // namespace
}  // namespace hako::sqlite
