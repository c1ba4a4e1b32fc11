// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/catalog.hpp"

#include "base/check.hpp"
#include "storage/sqlite/migrations.hpp"
#include "storage/sqlite/test_folder.hpp"
#include "storage/sqlite/write_state.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hako::sqlite {
namespace {

using ::testing::IsEmpty;

std::shared_ptr<const SetInfo> set_named(std::int64_t number, const std::string& name) {
    auto set = std::make_shared<SetInfo>();
    set->number = number;
    set->name = name;
    set->table = items_table(number);
    return set;
}

TEST(Catalog, finds_by_name_and_by_number) {
    Catalog catalog;
    catalog.put(set_named(5, "a"));
    EXPECT_EQ(catalog.find("a")->number, 5);
    EXPECT_EQ(catalog.get(5)->name, "a");
    EXPECT_EQ(catalog.find("b"), nullptr);
    EXPECT_EQ(catalog.find("A"), nullptr);
    EXPECT_THROW(static_cast<void>(catalog.get(6)), Bug);
    catalog.remove(*catalog.find("a"));
    EXPECT_EQ(catalog.find("a"), nullptr);
    EXPECT_THROW(static_cast<void>(catalog.get(5)), Bug);
}

TEST(Catalog, is_read_from_the_file_without_what_was_dropped) {
    const TestFolder folder;
    auto connection = Connection::open(folder.file("a.db"), Access::write, 1024L * 1024);
    ASSERT_TRUE(connection.has_value());
    ASSERT_TRUE(migrate(**connection, backend_migrations()).has_value());
    ASSERT_TRUE(
        (*connection)
            ->execute("INSERT INTO record_sets VALUES (2, 'items', 'A', 1, 'rw', 3, 4, 5, 6, 0),"
                      "(3, 'items', NULL, 0, '', 0, 0, 0, 0, 0);"
                      "INSERT INTO indexes VALUES (1, 2, 'a.b' || char(10) || '_createdAt', 0, "
                      "'ready', 9), (2, 2, 'c', 1, 'building', 9), (3, 2, 'd', 0, 'dropped', 9),"
                      "(4, 3, 'e', 0, 'dropped', 0)")
            .has_value()
    );
    const auto catalog = load_catalog(**connection);
    ASSERT_TRUE(catalog.has_value());
    EXPECT_EQ(catalog->by_number.size(), 2U);
    EXPECT_EQ(catalog->get(kUsersSet)->kind, SetKind::users);
    EXPECT_EQ(catalog->get(kUsersSet)->table, "users");
    EXPECT_EQ(catalog->get(kUsersSet)->id_letter(), 'u');
    const auto set = catalog->find("A");
    ASSERT_NE(set, nullptr);
    EXPECT_EQ(set->table, "items_2");
    EXPECT_EQ(set->id_letter(), 'i');
    EXPECT_EQ(set->config.insertable, collections::Insertable::yes);
    EXPECT_EQ(set->config.default_public, permissions::Right::rw);
    EXPECT_EQ(set->created_at, 5);
    EXPECT_EQ(set->updated_at, 6);
    ASSERT_EQ(set->indexes.size(), 2U);
    EXPECT_EQ(set->indexes[0]->index.state, collections::IndexState::ready);
    EXPECT_EQ(set->indexes[0]->index.origin, collections::IndexOrigin::asked);
    EXPECT_EQ(set->indexes[1]->index.state, collections::IndexState::building);
    EXPECT_EQ(set->indexes[1]->index.origin, collections::IndexOrigin::automatic);
    const std::vector<monaql::Path> both{{{"a", "b"}}, {{"_createdAt"}}};
    EXPECT_EQ(set->find_index(both), set->indexes[0].get());
    EXPECT_EQ(set->find_index({both[1], both[0]}), nullptr);
}

TEST(Catalog, keeps_properties_as_lines) {
    const std::vector<monaql::Path> properties{{{"a", "b", "c"}}, {{"_id"}}, {{"d"}}};
    EXPECT_EQ(properties_to_text(properties), "a.b.c\n_id\nd");
    EXPECT_EQ(properties_from_text("a.b.c\n_id\nd"), properties);
    EXPECT_THAT(properties_from_text(""), IsEmpty());
}

class WriteStateTest : public ::testing::Test {
protected:
    WriteStateTest() {
        Catalog catalog;
        catalog.put(set_named(2, "a"));
        state_ = WriteState(std::move(catalog), {{2, {10, 100}}});
    }

    void put(std::int64_t number, const std::string& name) {
        Catalog catalog = *state_.catalog();
        catalog.put(set_named(number, name));
        state_.set_catalog(std::move(catalog));
        state_.add_set(number);
    }

    WriteState state_;
};

TEST_F(WriteStateTest, goes_back_to_the_mark_and_not_further) {
    state_.mark();
    state_.change_counts(2).rows = 11;
    state_.mark();
    state_.change_counts(2).rows = 12;
    state_.change_counts(2).rows = 13;
    state_.change_counts(2).last_seq = 200;
    put(3, "b");
    state_.go_back();
    EXPECT_EQ(state_.counts(2).rows, 11);
    EXPECT_EQ(state_.counts(2).last_seq, 100);
    EXPECT_EQ(state_.catalog()->find("b"), nullptr);
}

TEST_F(WriteStateTest, takes_a_dropped_set_back) {
    state_.mark();
    Catalog catalog = *state_.catalog();
    catalog.remove(*catalog.get(2));
    state_.set_catalog(std::move(catalog));
    EXPECT_EQ(state_.catalog()->find("a"), nullptr);
    state_.go_back();
    EXPECT_NE(state_.catalog()->find("a"), nullptr);
    EXPECT_EQ(state_.counts(2).rows, 10);
}

TEST_F(WriteStateTest, gives_a_set_whose_number_comes_again_no_old_counts) {
    state_.mark();
    put(3, "b");
    state_.change_counts(3).rows = 5;
    state_.go_back();
    state_.mark();
    put(3, "c");
    EXPECT_EQ(state_.counts(3).rows, 0);
    EXPECT_EQ(state_.counts(3).last_seq, 0);
}

TEST_F(WriteStateTest, names_each_changed_set_once) {
    state_.mark();
    state_.change_counts(2).rows += 1;
    state_.change_counts(2).rows += 1;
    const auto changed = state_.take_changed_counts();
    ASSERT_EQ(changed.size(), 1U);
    EXPECT_EQ(changed.front().first, 2);
    EXPECT_EQ(changed.front().second.rows, 12);
    EXPECT_THAT(state_.take_changed_counts(), IsEmpty());
}

TEST_F(WriteStateTest, has_no_counts_of_a_set_that_does_not_exist) {
    EXPECT_THROW(static_cast<void>(state_.counts(9)), Bug);
    EXPECT_THROW(state_.change_counts(9), Bug);
}

}  // namespace
}  // namespace hako::sqlite
