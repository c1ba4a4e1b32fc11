// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/query_sql.hpp"

#include "json/document.hpp"
#include "monaql/parse.hpp"
#include "storage/sqlite/planner.hpp"
#include "storage/sqlite/run_sql.hpp"
#include "storage/sqlite/test_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace hako::sqlite {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr std::array<std::string_view, 4> kProperties{
    "_id",
    "_createdAt",
    "_updatedAt",
    "_ownerUserOid"
};

monaql::Query parsed(std::string_view text, std::string_view bind = "[]") {
    json::Document values;
    check(!values.parse(bind).has_value(), "bind parameters of the test");
    auto query = monaql::parse(text, values.root(), kProperties, {"criteria", "bindParams"});
    check(query.has_value(), "a query of the test");
    return *std::move(query);
}

SetInfo items() {
    SetInfo set;
    set.number = 7;
    set.name = "C";
    set.table = "items_7";
    return set;
}

std::string sql_of(std::string_view text, std::string_view bind = "[]") {
    const SetInfo set = items();
    const auto query = parsed(text, bind);
    Sql sql;
    add_condition(sql, Source{set}, *query);
    return sql.text();
}

TEST(QuerySql, depends_on_the_shape_of_a_query_and_not_on_its_names_and_values) {
    EXPECT_EQ(sql_of("a == 1"), sql_of(R"(verylongname.inner == "text")"));
    EXPECT_EQ(sql_of("a == null"), sql_of("b == true"));
    EXPECT_EQ(sql_of("a > 1 && b < 2"), sql_of("x > 9e99 && y < -0.5"));
    EXPECT_EQ(sql_of("a IN [1, 2]"), sql_of(R"(b IN ["x", null])"));
    EXPECT_EQ(sql_of("a == ?", "[[1]]"), sql_of("b == ?", R"([{"x":{"y":"z"}}])"));
    EXPECT_EQ(sql_of("a CONTAINS 1"), sql_of(R"(b CONTAINS "'; DROP TABLE users")"));
}

TEST(QuerySql, holds_no_text_of_a_caller) {
    for (const auto* text :
         {R"(nameofcaller == "valueofcaller")",
          R"(nameofcaller.inside >= "valueofcaller")",
          R"(nameofcaller IN ["valueofcaller", 12345])",
          R"(nameofcaller NIN [["valueofcaller"], 12345])",
          R"(nameofcaller CONTAINS "valueofcaller")",
          R"(!(nameofcaller != "valueofcaller") || nameofcaller < 12345)",
          R"(_id == "valueofcaller" && _ownerUserOid != 12345)"}) {
        const std::string sql = sql_of(text);
        EXPECT_THAT(sql, Not(HasSubstr("ofcaller"))) << text;
        EXPECT_THAT(sql, Not(HasSubstr("12345"))) << text;
    }
}

TEST(QuerySql, asks_an_order_of_no_type_that_has_none) {
    EXPECT_EQ(sql_of("a > null"), "0");
    EXPECT_EQ(sql_of("a <= [1]"), "0");
}

TEST(QuerySql, finds_nothing_among_system_properties_that_are_never_arrays) {
    EXPECT_EQ(sql_of("_id == [1]"), "0");
    EXPECT_EQ(sql_of("_createdAt CONTAINS 1"), "0");
    EXPECT_EQ(sql_of("a IN []"), "(0)");
    EXPECT_EQ(sql_of("a NIN []"), "NOT (0)");
}

TEST(QuerySql, reads_a_property_from_the_index_that_has_it) {
    const SetInfo set = items();
    const IndexInfo index =
        make_index_info(3, {{{{"a"}}, {{"o", "b"}}}, collections::IndexState::ready, {}});
    const auto query = parsed("a == 1 && o.b == 2 && c == 3");
    Sql sql;
    add_condition(sql, Source{set, &index}, *query);
    EXPECT_THAT(sql.text(), HasSubstr("x.k0 = ?"));
    EXPECT_THAT(sql.text(), HasSubstr("x.k1 = ?"));
    EXPECT_THAT(sql.text(), HasSubstr("hako_key(s.properties, ?) = ?"));
    EXPECT_FALSE(is_covered(*query, index));
    EXPECT_TRUE(is_covered(*parsed("a == 1 || !(o.b < 2)"), index));
    // An index has only the rank of arrays and objects.
    EXPECT_FALSE(is_covered(*parsed("a == [1]"), index));
    EXPECT_FALSE(is_covered(*parsed("a IN [1, [2]]"), index));
    EXPECT_FALSE(is_covered(*parsed("a CONTAINS 1"), index));
    EXPECT_FALSE(is_covered(*parsed("o == 1"), index));
}

/// How deep brackets are nested.
std::size_t depth_of(std::string_view sql) {
    std::size_t depth = 0;
    std::size_t deepest = 0;
    for (const char c : sql) {
        depth += c == '(' ? 1U : 0U;
        depth -= c == ')' ? 1U : 0U;
        deepest = std::max(deepest, depth);
    }
    return deepest;
}

TEST(QuerySql, of_thousands_of_terms_is_flat_and_runs) {
    const TestFolder folder;
    auto connection = Connection::open(folder.file("a.db"), Access::write, 1024L * 1024);
    ASSERT_TRUE(connection.has_value());
    ASSERT_TRUE((*connection)
                    ->execute("CREATE TABLE items_7 (seq INTEGER PRIMARY KEY, properties TEXT);"
                              R"(INSERT INTO items_7 VALUES (1, '{"a":999}'), (2, '{"b":1}'))")
                    .has_value());
    for (const std::string_view between : {"||", "&&"}) {
        std::string text;
        for (int i = 0; i < 2'000; ++i) {
            text += (i == 0 ? "" : std::string(between)) + "a" + (between == "||" ? "==" : "!=") +
                    std::to_string(i % 1'000);
        }
        const SetInfo set = items();
        const auto query = parsed(text);
        Sql sql;
        sql.add("SELECT seq FROM items_7 AS s WHERE ");
        add_condition(sql, Source{set}, *query);
        EXPECT_LT(depth_of(sql.text()), 20U);
        const auto found = single_number(**connection, sql);
        ASSERT_TRUE(found.has_value()) << found.error().detail();
        EXPECT_EQ(*found, between == "||" ? 1 : 2);
    }
}

}  // namespace
}  // namespace hako::sqlite
