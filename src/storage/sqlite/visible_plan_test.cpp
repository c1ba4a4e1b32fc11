// SPDX-License-Identifier: Apache-2.0
// Which way a caller's list is read, on a real file: the answers are held to a reference in
// tests/monaql.
#include "storage/sqlite/visible_plan.hpp"

#include "json/order_key.hpp"
#include "monaql/parse.hpp"
#include "storage/sqlite/list_reader.hpp"
#include "storage/sqlite/reader_entries.hpp"
#include "storage/sqlite/run_sql.hpp"
#include "storage/sqlite/test_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace hako::sqlite {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::array<std::string_view, 2> kProperties{"_id", "_createdAt"};
const UserId kAlice(Uuid{1, 1});
const Identity kCaller{DeviceKey::of("phone"), kAlice};

ListQuery query(std::string_view text, Visibility::Need need = Visibility::Need::read) {
    ListQuery list;
    list.filter = *monaql::parse(text, std::nullopt, kProperties, {"criteria", "bindParams"});
    list.page = {0, 10};
    list.visible_to = Visibility{kCaller, need};
    return list;
}

/// A collection whose items, without properties, are made row by row; with an index over `a`.
class VisiblePlan : public ::testing::Test {
protected:
    VisiblePlan() : set_(make_items_set(7, "C")) {
        auto opened = Connection::open(folder_.file("a.db"), Access::write, 1024L * 1024);
        check(opened.has_value(), "open a file of the test");
        connection_ = *std::move(opened);
        run("CREATE TABLE record_sets (number INTEGER PRIMARY KEY, row_count INTEGER, "
            "public_readable INTEGER)");
        run("CREATE TABLE items_7 (seq INTEGER PRIMARY KEY, id_tail INTEGER, created_at INTEGER, "
            "updated_at INTEGER, owner BLOB, permission TEXT, properties TEXT)");
        run("CREATE TABLE readers_7 (reader BLOB, seq INTEGER, rights INTEGER, "
            "PRIMARY KEY (reader, seq)) WITHOUT ROWID");
        run("CREATE TABLE index_1 (k0 BLOB, seq INTEGER, PRIMARY KEY (k0, seq)) WITHOUT ROWID");
        const collections::Index index{{{{"a"}}}, collections::IndexState::ready, {}};
        set_.indexes.push_back(std::make_shared<IndexInfo>(make_index_info(1, index)));
    }

    void run(const std::string& sql) {
        const auto done = connection_->execute(sql);
        check(done.has_value(), "SQL of the test");
    }

    /// `count` rows that `reader` may read; `a` of each is 1 in the index.
    void add_rows(const std::string& reader, std::int64_t count, permissions::Right rights) {
        const std::string numbers = "WITH RECURSIVE n(i) AS (SELECT " + std::to_string(rows_ + 1) +
                                    " UNION ALL SELECT i + 1 FROM n WHERE i < " +
                                    std::to_string(rows_ + count) + ") ";
        run(numbers + "INSERT INTO items_7 SELECT i, i, 0, 0, NULL, '{}', '{\"a\":1}' FROM n");
        std::string key;
        json::append_number_order_key(key, "1");
        Sql index;
        index.add(numbers)
            .add("INSERT INTO index_1 SELECT ")
            .bind(Sql::Blob{key})
            .add(", i FROM n");
        put(index);
        Sql readers;
        readers.add(numbers).add("INSERT INTO readers_7 SELECT ").bind(Sql::Blob{reader});
        readers.add(", i, ").bind(static_cast<std::int64_t>(rights)).add(" FROM n");
        if (rights != permissions::Right::none) {
            put(readers);
        }
        rows_ += count;
        public_ += reader.empty() && rights != permissions::Right::none ? count : 0;
        run("REPLACE INTO record_sets VALUES (7, " + std::to_string(rows_) + ", " +
            std::to_string(public_) + ")");
    }

    void add_hidden(std::int64_t count) {
        add_rows("", count, permissions::Right::none);
    }

    Plan plan(const ListQuery& list) {
        auto confined = confined_plan(*connection_, set_, list, make_plan(set_, list));
        check(confined.has_value(), "a plan of the test");
        return *std::move(confined);
    }

    /// How SQLite runs it.
    std::string explained(const Sql& sql) {
        Sql explain;
        std::string text;
        auto statement = connection_->statement("EXPLAIN QUERY PLAN " + sql.text());
        check(statement.has_value(), "SQL of the test");
        StatementUse use(**statement);
        sql.bind_to(*use);
        while (*use->step()) {
            text += std::string(use->text(3)) + "\n";
        }
        return text;
    }

    Connection& connection() {
        return *connection_;
    }

    SetInfo set_;

private:
    void put(const Sql& sql) {
        check(for_each_row(*connection_, sql, [](const Statement&) {}).has_value(), "a row");
    }

    TestFolder folder_;
    std::unique_ptr<Connection> connection_;
    std::int64_t rows_ = 0;
    std::int64_t public_ = 0;
};

const std::string kOwn = reader_key(ReaderKind::user, kAlice);

TEST_F(VisiblePlan, of_what_everyone_may_read_is_the_plan_of_all_rows) {
    add_rows("", 20, permissions::Right::r);
    EXPECT_EQ(plan(query("")).sight, Plan::Sight::all_rows);
    EXPECT_EQ(plan(query("a == 1")).shape, Plan::Shape::index_order);
    EXPECT_EQ(plan(query("a == 1")).sight, Plan::Sight::all_rows);
}

TEST_F(VisiblePlan, is_confined_by_one_row_that_is_not_for_everyone) {
    add_rows("", 20, permissions::Right::r);
    add_hidden(1);
    EXPECT_EQ(plan(query("")).sight, Plan::Sight::by_reader);
    EXPECT_NE(plan(query("a == 1")).sight, Plan::Sight::all_rows);
}

TEST_F(VisiblePlan, of_what_may_be_changed_is_confined_whatever_everyone_may_read) {
    add_rows("", 20, permissions::Right::rw);
    const auto need = Visibility::Need::read_and_write;
    EXPECT_NE(plan(query("", need)).sight, Plan::Sight::all_rows);
    EXPECT_NE(plan(query("a == 1", need)).sight, Plan::Sight::all_rows);
}

TEST_F(VisiblePlan, gathers_the_few_that_are_visible_whatever_index_there_is) {
    add_rows(kOwn, 900, permissions::Right::rw);
    add_hidden(5'000);
    EXPECT_EQ(plan(query("a == 1")).sight, Plan::Sight::by_reader);
    // Nothing in the index is smaller, and it is not asked.
    EXPECT_EQ(plan(query("a == 2")).sight, Plan::Sight::by_reader);
}

TEST_F(VisiblePlan, takes_the_smaller_of_many_visible_rows_and_the_range_of_an_index) {
    add_rows(kOwn, 6'000, permissions::Right::rw);
    add_hidden(6'000);
    EXPECT_EQ(plan(query("a == 1")).sight, Plan::Sight::by_reader);
    EXPECT_EQ(plan(query("a == 2")).sight, Plan::Sight::tested);
    EXPECT_EQ(plan(query("a == 2")).index->number, 1);
    EXPECT_EQ(plan(query("b == 2")).sight, Plan::Sight::by_reader);
}

TEST_F(VisiblePlan, looks_an_id_up_and_tests_it) {
    add_rows(kOwn, 5, permissions::Right::rw);
    add_hidden(5);
    const ListQuery list = query(R"(_id == "i00000000-0000-7000-8000-000000000000" && a == 1)");
    const Plan by_id = plan(list);
    EXPECT_EQ(by_id.sight, Plan::Sight::tested);
    ASSERT_TRUE(by_id.keys.has_value());
    const auto statements = gather_sql(set_, list, by_id, Gathered::sort_keys);
    ASSERT_EQ(statements.size(), 1U);
    const std::string how = explained(statements.front());
    EXPECT_THAT(how, HasSubstr("SEARCH s USING INTEGER PRIMARY KEY (rowid=?)"));
    EXPECT_THAT(how, HasSubstr("SEARCH v USING PRIMARY KEY (reader=? AND seq=?)"));
    EXPECT_THAT(how, Not(HasSubstr("SCAN s")));
}

TEST_F(VisiblePlan, merges_the_ranges_without_sorting_them) {
    add_rows(kOwn, 5, permissions::Right::rw);
    add_rows("", 5, permissions::Right::r);
    add_hidden(5);
    const ListQuery list = query("");
    const std::string how = explained(page_sql(set_, list, plan(list)));
    EXPECT_THAT(how, HasSubstr("MERGE (UNION ALL)"));
    EXPECT_THAT(how, Not(HasSubstr("TEMP B-TREE")));
    EXPECT_THAT(how, HasSubstr("SEARCH v USING PRIMARY KEY (reader=?)"));
    EXPECT_THAT(how, HasSubstr("SEARCH s USING INTEGER PRIMARY KEY (rowid=?)"));
}

TEST_F(VisiblePlan, gathers_along_the_ranges) {
    add_rows(kOwn, 5, permissions::Right::rw);
    add_hidden(5);
    const ListQuery list = query("b == 1");
    for (const Sql& sql : gather_sql(set_, list, plan(list), Gathered::sort_keys)) {
        const std::string how = explained(sql);
        EXPECT_THAT(how, HasSubstr("SEARCH v USING PRIMARY KEY (reader=?"));
        EXPECT_THAT(how, HasSubstr("SEARCH s USING INTEGER PRIMARY KEY (rowid=?)"));
        EXPECT_THAT(how, Not(HasSubstr("SCAN")));
    }
}

TEST_F(VisiblePlan, counts_each_row_once) {
    add_rows(kOwn, 5, permissions::Right::rw);
    add_rows("", 4, permissions::Right::r);
    add_hidden(3);
    // An item of the device, granted to the user: in both ranges.
    run("INSERT INTO readers_7 SELECT x'" +
        [] {
            std::string hex = "64";
            return hex + kCaller.device.hex();
        }() +
        "', seq, 3 FROM readers_7 WHERE reader <> x'' AND seq <= 2");
    const ListQuery list = query("");
    EXPECT_EQ(*readable_row_count(connection(), set_, plan(list)), 9);
    const auto page = read_list(connection(), set_, list, plan(list), Wanted::page_and_total);
    ASSERT_TRUE(page.has_value());
    EXPECT_EQ(page->total, 9);
    EXPECT_THAT(page->rows_json, Not(HasSubstr("_permission")));
}

TEST_F(VisiblePlan, binds_every_reader) {
    add_rows(kOwn, 5, permissions::Right::rw);
    add_hidden(5);
    for (const char* text : {"", "b == 1"}) {
        const ListQuery list = query(text);
        const Plan confined = plan(list);
        EXPECT_THAT(page_sql(set_, query(""), plan(query(""))).text(), Not(HasSubstr("x'")));
        for (const Sql& sql : gather_sql(set_, list, confined, Gathered::id)) {
            EXPECT_THAT(sql.text(), Not(HasSubstr("x'75")));
        }
    }
}

}  // namespace
}  // namespace hako::sqlite
