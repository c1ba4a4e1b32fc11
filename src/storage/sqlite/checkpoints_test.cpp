// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/checkpoints.hpp"

#include "storage/sqlite/test_folder.hpp"

#include <gtest/gtest.h>

#include <filesystem>

namespace hako::sqlite {
namespace {

constexpr std::int64_t kCacheBytes = 1024LL * 1024;
constexpr std::uintmax_t kPageBytes = 4'096;

/// Looks after one database's log, as a backend does.
class Kept final : public BackgroundWork {
public:
    explicit Kept(Checkpoints& checkpoints) : checkpoints_(checkpoints) {}

    Progress advance() override {
        checkpoints_.advance();
        return Progress::idle;
    }

private:
    Checkpoints& checkpoints_;
};

TEST(Checkpoints, keep_the_log_short_under_writes_that_never_pause) {
    const TestFolder folder;
    const std::string path = folder.file("a.db");
    Background background;
    int leaves = 0;
    Checkpoints checkpoints(path, background, [&] { ++leaves; });
    Kept kept(checkpoints);
    background.add(kept);
    {
        auto writer = Connection::open(path, Access::write, kCacheBytes);
        ASSERT_TRUE(writer.has_value());
        checkpoints.watch(**writer);
        ASSERT_TRUE((*writer)->execute("PRAGMA synchronous=OFF").has_value());
        ASSERT_TRUE((*writer)->execute("CREATE TABLE t (a BLOB)").has_value());
        std::uintmax_t longest = 0;
        for (int i = 0; i < 600; ++i) {
            // 100 pages each, so 60,000 in all.
            ASSERT_TRUE((*writer)->execute("INSERT INTO t VALUES (randomblob(400000))").has_value()
            );
            checkpoints.after_commit(**writer);
            longest = std::max(longest, std::filesystem::file_size(path + "-wal"));
        }
        EXPECT_GT(leaves, 0);
        EXPECT_GT(std::filesystem::file_size(path), 20'000 * kPageBytes);
        EXPECT_LT(longest, 40'000 * kPageBytes);
    }
    background.remove(kept);
}

TEST(Checkpoints, leave_a_short_log_alone) {
    const TestFolder folder;
    const std::string path = folder.file("a.db");
    Background background;
    int leaves = 0;
    Checkpoints checkpoints(path, background, [&] { ++leaves; });
    auto writer = Connection::open(path, Access::write, kCacheBytes);
    ASSERT_TRUE(writer.has_value());
    checkpoints.watch(**writer);
    ASSERT_TRUE((*writer)->execute("CREATE TABLE t (a BLOB)").has_value());
    checkpoints.after_commit(**writer);
    checkpoints.advance();
    EXPECT_EQ(leaves, 0);
}

}  // namespace
}  // namespace hako::sqlite
