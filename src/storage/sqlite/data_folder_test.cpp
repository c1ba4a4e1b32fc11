// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/data_folder.hpp"

#include "storage/sqlite/test_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace hako::sqlite {
namespace {

using ::testing::HasSubstr;

TEST(DataFolder, is_made_for_its_owner_only) {
    const TestFolder parent;
    const std::string path = parent.file("a/b");
    const auto folder = DataFolder::open(path);
    ASSERT_TRUE(folder.has_value());
    for (const auto& made : {path, path + "/backends"}) {
        const auto rights = std::filesystem::status(made).permissions();
        EXPECT_EQ(rights, std::filesystem::perms::owner_all) << made;
    }
    EXPECT_EQ(folder->system_file(), path + "/hako.db");
    EXPECT_EQ(folder->backend_file("x"), path + "/backends/x.db");
}

TEST(DataFolder, refuses_a_second_owner_in_a_clear_sentence) {
    const TestFolder parent;
    const std::string path = parent.file("data");
    {
        const auto first = DataFolder::open(path);
        ASSERT_TRUE(first.has_value());
        const auto second = DataFolder::open(path);
        ASSERT_FALSE(second.has_value());
        EXPECT_EQ(second.error().code(), ErrorCode::unavailable);
        EXPECT_THAT(
            second.error().detail(),
            HasSubstr("the data folder " + path + " is in use by another hako")
        );
    }
    EXPECT_TRUE(DataFolder::open(path).has_value());
}

TEST(DataFolder, refuses_a_path_that_is_no_folder) {
    const TestFolder parent;
    std::ofstream(parent.file("file")) << "x";
    const auto folder = DataFolder::open(parent.file("file"));
    ASSERT_FALSE(folder.has_value());
    EXPECT_THAT(folder.error().detail(), HasSubstr(parent.file("file")));
}

}  // namespace
}  // namespace hako::sqlite
