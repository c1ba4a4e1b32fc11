// SPDX-License-Identifier: Apache-2.0
// The embedded engine as a whole: files, restarts, one owner of a folder.

#include "tests/contract/steps.hpp"
#include "tests/storage/open_storage.hpp"
#include "tests/storage/verify.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hako::sqlite {
namespace {

using ::testing::IsEmpty;

TEST(Storage, keeps_what_was_written_over_a_restart) {
    const TestFolder folder;
    std::optional<items::Item> first;
    {
        OpenStorage storage(folder.path());
        ASSERT_TRUE(steps::create(storage.data(), "Notes").has_value());
        auto item = steps::insert(storage.data(), "Notes", R"({"a":1})");
        ASSERT_TRUE(item.has_value());
        first = *item;
        ASSERT_TRUE(steps::insert(storage.data(), "Notes", R"({"a":2})").has_value());
        EXPECT_EQ(steps::list(storage.data(), "Notes", steps::where("a == 1"))->total, 1);
    }
    EXPECT_THAT(problems_of(OpenStorage::file(folder.path())), IsEmpty());
    OpenStorage storage(folder.path());
    const auto page = steps::list(storage.data(), "Notes", steps::all());
    ASSERT_TRUE(page.has_value());
    EXPECT_EQ(page->total, 2);
    const auto found = steps::find(storage.data(), "Notes", first->id);
    ASSERT_TRUE(found.has_value());
    EXPECT_EQ(found->properties, R"({"a":1})");
    const auto next = steps::insert(storage.data(), "Notes", R"({"a":3})");
    ASSERT_TRUE(next.has_value());
    EXPECT_GT(next->id, first->id);
}

TEST(Storage, makes_the_readers_of_a_file_from_before_there_were_any) {
    const TestFolder folder;
    const UserId owner(Uuid{1, 1});
    ListQuery query = steps::all();
    query.visible_to = Visibility{{DeviceKey::of("phone"), owner}, Visibility::Need::read};
    {
        OpenStorage storage(folder.path());
        ASSERT_TRUE(steps::create(storage.data(), "Notes").has_value());
        ASSERT_TRUE(steps::create(storage.data(), "Dropped").has_value());
        ASSERT_TRUE(steps::insert_all(
                        storage.data(),
                        "Notes",
                        {{owner, R"({"public":""})", "{}"},
                         {std::nullopt, R"({"public":"r"})", "{}"},
                         {std::nullopt, "{}", "{}"}}
        )
                        .has_value());
        EXPECT_EQ(steps::list(storage.data(), "Notes", query)->total, 2);
    }
    {
        auto connection =
            Connection::open(OpenStorage::file(folder.path()), Access::write, 1024L * 1024);
        ASSERT_TRUE(connection.has_value());
        ASSERT_TRUE((*connection)
                        ->execute("DROP TABLE readers_2; DROP TABLE readers_3; UPDATE record_sets "
                                  "SET public_readable = 0; UPDATE record_sets SET name = NULL "
                                  "WHERE name = 'Dropped'")
                        .has_value());
    }
    EXPECT_FALSE(problems_of(OpenStorage::file(folder.path())).empty());
    OpenStorage storage(folder.path());
    EXPECT_EQ(steps::list(storage.data(), "Notes", query)->total, 2);
    EXPECT_THAT(problems_of(storage.file()), IsEmpty());
}

}  // namespace
}  // namespace hako::sqlite
