// SPDX-License-Identifier: Apache-2.0
// A disk that fails, at every place where it can: what was acknowledged stays whole, what was not
// leaves nothing, and the engine goes on when the disk does.

#include "tests/contract/steps.hpp"
#include "tests/contract/together.hpp"
#include "tests/storage/failing_vfs.hpp"
#include "tests/storage/open_storage.hpp"
#include "tests/storage/verify.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <fstream>
#include <latch>
#include <thread>

namespace hako::sqlite {
namespace {

using failing_vfs::Fault;
using failing_vfs::Lasts;
using ::testing::Each;
using ::testing::IsEmpty;

constexpr int kRoundsMax = 2'000;

/// Writes to everything, in one use case; `mark` is found again in all of it.
Task<Result<void>> write_much(hako::BackendTransaction& tx, std::string mark, ItemId replaced) {
    const std::vector<monaql::Path> properties(1, steps::path_of("n"));
    const collections::Config config;
    const items::NewItem item{std::nullopt, "{}", R"({"n":1,"mark":")" + mark + "\"}"};
    HAKO_CO_TRY(co_await steps::insert_item(tx, "C", item, steps::kNow));
    HAKO_CO_TRY(co_await steps::insert_item(tx, "C", item, steps::kNow));
    HAKO_CO_TRY(co_await steps::replace_item(tx, "C", replaced, item.properties));
    HAKO_CO_TRY(co_await tx.collections().insert(steps::name_of(mark), config, steps::kNow));
    HAKO_CO_TRY(co_await steps::create_index(tx, mark, properties));
    HAKO_CO_TRY(co_await steps::insert_item(tx, mark, item, steps::kNow));
    co_return (co_await steps::insert_user(tx, mark, "{}", steps::kNow)).has_value()
        ? Result<void>()
        : Result<void>(Error::invalid_param("username", "Taken."));
}

/// How much there is of what `write_much` wrote: 5 all, 0 nothing, else a part.
std::int64_t found_of(BackendStorage& data, const std::string& mark) {
    std::int64_t found = steps::list(data, "C", steps::where(R"(mark == ")" + mark + '"'))->total;
    const auto own = steps::list(data, mark, steps::where("n == 1"));
    found += own ? own->total : 0;
    const auto users =
        run_blocking(data.users().list(steps::where("_username == \"" + mark + '"')));
    check(users.has_value(), "a list of the test");
    return found + users->total;
}

struct FaultKind {
    std::string name;
    Fault fault;
    Lasts lasts;
};

class WriteFaults : public ::testing::TestWithParam<FaultKind> {
protected:
    static void SetUpTestSuite() {
        failing_vfs::install();
    }

    void TearDown() override {
        failing_vfs::heal();
    }
};

/// A storage with a collection "C", two indexes, and an item to be replaced by each of `kAtOnce`.
class Prepared {
public:
    static constexpr std::size_t kAtOnce = 4;

    Prepared() {
        auto& data = storage_.data();
        check(steps::create(data, "C").has_value(), "prepare");
        check(steps::create_index(data, "C", {"mark"}).has_value(), "prepare");
        check(steps::create_index(data, "C", {"n", "_updatedAt"}).has_value(), "prepare");
        for (std::size_t i = 0; i < kAtOnce; ++i) {
            const auto item = steps::insert(data, "C", R"({"n":0})");
            check(item.has_value(), "prepare");
            replaced_.push_back(item->id);
        }
    }

    OpenStorage& storage() {
        return storage_;
    }

    /// Runs `kAtOnce` use cases that wait together; marks are `prefix` and a number. Whether each
    /// succeeded: the writer may commit them in one group or in two.
    std::vector<bool> write_group(const std::string& prefix) {
        steps::Together together(storage_.data());
        std::latch all_wait(1);
        // Keeps the writer busy until all others wait.
        together.add([&](hako::BackendTransaction&) {
            all_wait.wait();
            return Task<Result<void>>::ready(Result<void>());
        });
        for (std::size_t i = 0; i < kAtOnce; ++i) {
            together.add([&, i](hako::BackendTransaction& tx) {
                return write_much(tx, prefix + std::to_string(i), replaced_[i]);
            });
        }
        all_wait.count_down();
        auto succeeded = together.finish();
        EXPECT_THAT(together.refusals(), Each(ErrorCode::unavailable));
        EXPECT_EQ(together.bugs(), 0);
        succeeded.erase(succeeded.begin());
        return {succeeded.begin(), succeeded.end()};
    }

private:
    TestFolder folder_;
    OpenStorage storage_{folder_.path()};
    std::vector<ItemId> replaced_;
};

TEST_P(WriteFaults, leave_each_write_whole_or_nothing_of_it) {
    Prepared prepared;
    auto& data = prepared.storage().data();
    int faults = 0;
    for (int round = 1; round < kRoundsMax && !HasFailure(); ++round) {
        const std::string mark = "Mr" + std::to_string(round) + "n";
        failing_vfs::fail_at(round, GetParam().fault, GetParam().lasts);
        const std::vector<bool> succeeded = prepared.write_group(mark);
        const bool failed = failing_vfs::heal();
        for (std::size_t i = 0; i < Prepared::kAtOnce; ++i) {
            const std::int64_t expected = succeeded[i] ? 5 : 0;
            EXPECT_EQ(found_of(data, mark + std::to_string(i)), expected) << "round " << round;
        }
        EXPECT_THAT(problems_of(prepared.storage().file()), IsEmpty()) << "round " << round;
        if (!failed) {
            EXPECT_THAT(succeeded, Each(true));
            std::printf("    %d places where a group can fail\n", faults);
            return;
        }
        ++faults;
        ASSERT_TRUE(steps::insert(data, "C", R"({"n":2})").has_value()) << "round " << round;
        EXPECT_TRUE(prepared.storage()->is_healthy());
    }
    FAIL() << "the faults have no end";
}

TEST_P(WriteFaults, while_closing_lose_nothing) {
    const TestFolder folder;
    {
        OpenStorage storage(folder.path());
        ASSERT_TRUE(steps::create(storage.data(), "C").has_value());
    }
    std::int64_t items = 0;
    for (int round = 1; round < kRoundsMax && !HasFailure(); ++round) {
        {
            OpenStorage storage(folder.path());
            EXPECT_EQ(steps::list(storage.data(), "C", steps::all())->total, items);
            ASSERT_TRUE(steps::insert(storage.data(), "C", R"({"n":1})").has_value());
            ++items;
            failing_vfs::fail_at(round, GetParam().fault, GetParam().lasts);
        }
        if (!failing_vfs::heal()) {
            EXPECT_THAT(problems_of(OpenStorage::file(folder.path())), IsEmpty());
            return;
        }
    }
    FAIL() << "the faults have no end";
}

TEST_P(WriteFaults, while_opening_are_told_and_leave_a_folder_that_opens_later) {
    const TestFolder parent;
    for (int round = 1; round < kRoundsMax && !HasFailure(); ++round) {
        const std::string folder = parent.file(std::to_string(round));
        failing_vfs::fail_at(round, GetParam().fault, GetParam().lasts);
        TestSurroundings around;
        {
            auto opened = Storage::open(
                {folder, std::chrono::seconds(1), std::chrono::seconds(1), 1, 1},
                around.clock,
                around.random,
                around.log,
                around.metrics
            );
            if (opened) {
                const auto data = (*opened)->open_backend(OpenStorage::backend());
                if (!data) {
                    EXPECT_EQ(data.error().code(), ErrorCode::unavailable);
                }
            } else {
                EXPECT_EQ(opened.error().code(), ErrorCode::unavailable);
            }
        }
        const bool failed = failing_vfs::heal();
        OpenStorage storage(folder);
        EXPECT_TRUE(steps::create(storage.data(), "C").has_value());
        EXPECT_THAT(problems_of(storage.file()), IsEmpty());
        if (!failed) {
            return;
        }
    }
    FAIL() << "the faults have no end";
}

TEST_P(WriteFaults, stop_an_index_build_only_until_the_disk_works_again) {
    for (const int place : {1, 7, 40, 90}) {
        Prepared prepared;
        auto& data = prepared.storage().data();
        std::vector<items::NewItem> items;
        for (int i = 0; i < 2'000; ++i) {
            items.push_back({std::nullopt, "{}", R"({"n":)" + std::to_string(i % 7) + "}"});
        }
        ASSERT_TRUE(steps::insert_all(data, "C", std::move(items)).has_value());
        ASSERT_TRUE(steps::create_index(data, "C", {"n"}).has_value());
        failing_vfs::fail_at(place, GetParam().fault, GetParam().lasts);
        std::this_thread::sleep_for(std::chrono::milliseconds(30));
        failing_vfs::heal();
        ASSERT_TRUE(steps::wait_for_indexes(data, "C"));
        EXPECT_EQ(steps::list(data, "C", steps::where("n == 3"))->total, 286);
        EXPECT_THAT(problems_of(prepared.storage().file()), IsEmpty());
    }
}

INSTANTIATE_TEST_SUITE_P(
    Disk,
    WriteFaults,
    ::testing::Values(
        FaultKind{"full_once", Fault::disk_full, Lasts::once},
        FaultKind{"full_for_long", Fault::disk_full, Lasts::until_healed},
        FaultKind{"failing_once", Fault::io_error, Lasts::once},
        FaultKind{"failing_for_long", Fault::io_error, Lasts::until_healed}
    ),
    [](const auto& kind) { return kind.param.name; }
);

class DiskFaults : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        failing_vfs::install();
    }

    void TearDown() override {
        failing_vfs::heal();
    }
};

TEST_F(DiskFaults, make_it_unhealthy_until_the_disk_works_again_without_a_write) {
    Prepared prepared;
    auto& storage = prepared.storage();
    EXPECT_TRUE(storage->is_healthy());
    failing_vfs::fail_at(1, Fault::disk_full, Lasts::until_healed);
    EXPECT_FALSE(steps::insert(storage.data(), "C", "{}").has_value());
    EXPECT_FALSE(storage->is_healthy());
    std::this_thread::sleep_for(std::chrono::milliseconds(1'200));
    EXPECT_FALSE(storage->is_healthy());
    // Told once, not with every try.
    EXPECT_EQ(storage.log().count("commit failed"), 1U);
    // Reads go on.
    EXPECT_EQ(steps::list(storage.data(), "C", steps::where("n == 0"))->total, 4);
    failing_vfs::heal();
    std::this_thread::sleep_for(std::chrono::milliseconds(1'200));
    EXPECT_TRUE(storage->is_healthy());
    EXPECT_EQ(storage.log().count("commits work again"), 1U);
    EXPECT_TRUE(steps::insert(storage.data(), "C", "{}").has_value());
}

TEST_F(DiskFaults, of_reading_fail_one_read_and_not_the_next) {
    Prepared prepared;
    auto& data = prepared.storage().data();
    int failures = 0;
    for (int round = 1; round < kRoundsMax; ++round) {
        failing_vfs::fail_at(1, Fault::read_error, Lasts::once);
        const auto query = steps::where("n == 0");
        const auto page = run_blocking(data.items().list(steps::name_of("C"), query));
        const bool failed = failing_vfs::heal();
        if (!page) {
            EXPECT_EQ(page.error().code(), ErrorCode::unavailable);
            ++failures;
        }
        EXPECT_EQ(steps::list(data, "C", query)->total, 4);
        if (!failed) {
            break;  // All of it is in memory now.
        }
    }
    RecordProperty("failures", failures);
}

TEST_F(DiskFaults, lose_nothing_acknowledged_to_a_power_cut) {
    failing_vfs::watch_flushes();
    Prepared prepared;
    const std::string path = prepared.storage().file();
    for (std::uint64_t round = 1; round <= 40 && !HasFailure(); ++round) {
        const std::string mark = "Mr" + std::to_string(round) + "n";
        ASSERT_THAT(prepared.write_group(mark), Each(true));
        std::map<std::string, std::string> files;
        {
            // In the midst of the next group, at some place or other.
            std::jthread writer([&] { prepared.write_group("X" + std::to_string(round) + "n"); });
            std::this_thread::sleep_for(std::chrono::microseconds(round * 97 % 5'000));
            files = failing_vfs::files_after_power_cut(path, round);
        }
        const TestFolder cut;
        std::filesystem::create_directory(cut.file("backends"));
        for (const std::string ending : {"", "-wal"}) {
            std::ofstream file(OpenStorage::file(cut.path()) + ending, std::ios::binary);
            file << files[path + ending];
        }
        OpenStorage reopened(cut.path());
        for (std::size_t i = 0; i < Prepared::kAtOnce; ++i) {
            const std::string number = std::to_string(i);
            const auto next = found_of(reopened.data(), "X" + std::to_string(round) + "n" + number);
            EXPECT_TRUE(next == 0 || next == 5) << "round " << round;
            // The next group replaced an item of this one.
            const std::int64_t expected = next == 0 ? 5 : 4;
            EXPECT_EQ(found_of(reopened.data(), mark + number), expected) << "round " << round;
        }
        EXPECT_THAT(problems_of(reopened.file()), IsEmpty()) << "round " << round;
    }
}

}  // namespace
}  // namespace hako::sqlite
