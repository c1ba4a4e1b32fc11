// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/planner.hpp"

#include "json/document.hpp"
#include "monaql/parse.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace hako::sqlite {
namespace {

using collections::IndexState;

constexpr std::array<std::string_view, 4> kProperties{
    "_id",
    "_createdAt",
    "_updatedAt",
    "_ownerUserOid"
};

monaql::Path path(std::string_view text) {
    return *monaql::parse_path(text, kProperties);
}

std::vector<monaql::Path> paths(const std::vector<std::string>& texts) {
    std::vector<monaql::Path> all;
    for (const auto& text : texts) {
        all.push_back(path(text));
    }
    return all;
}

ListQuery query(std::string_view text) {
    json::Document none;
    check(!none.parse("[]").has_value(), "no parameters");
    ListQuery list;
    list.filter = *monaql::parse(text, none.root(), kProperties, {"criteria", "bindParams"});
    list.page = {0, 10};
    return list;
}

ListQuery sorted(std::string_view text, std::string_view by, SortOrder order) {
    ListQuery list = query(text);
    list.sorting = {path(by), order};
    return list;
}

/// A set with indexes over these properties, numbered from 1.
SetInfo set_with(const std::vector<std::vector<std::string>>& indexes) {
    SetInfo set;
    set.number = 7;
    set.table = "items_7";
    std::int64_t number = 0;
    for (const auto& properties : indexes) {
        const collections::Index index{paths(properties), IndexState::ready, {}};
        set.indexes.push_back(std::make_shared<IndexInfo>(make_index_info(++number, index)));
    }
    return set;
}

struct Chosen {
    Plan::Shape shape;
    std::int64_t index;  ///< 0: none

    bool operator==(const Chosen&) const = default;
};

Chosen choose(const std::vector<std::vector<std::string>>& indexes, const ListQuery& list) {
    const Plan plan = make_plan(set_with(indexes), list);
    return {plan.shape, plan.index ? plan.index->number : 0};
}

std::vector<monaql::Path>
wanted(const std::vector<std::vector<std::string>>& indexes, const ListQuery& list) {
    return make_plan(set_with(indexes), list).wanted_index;
}

constexpr auto kByAge = Plan::Shape::by_age;
constexpr auto kIndexOrder = Plan::Shape::index_order;
constexpr auto kGather = Plan::Shape::gather;

TEST(Planner, reads_all_rows_by_age_whatever_indexes_there_are) {
    EXPECT_EQ(choose({{"a"}}, query("")), (Chosen{kByAge, 0}));
    EXPECT_EQ(choose({{"a"}}, sorted("", "_id", SortOrder::asc)), (Chosen{kByAge, 0}));
    EXPECT_TRUE(wanted({}, query("")).empty());
}

TEST(Planner, gathers_without_an_index) {
    EXPECT_EQ(choose({}, query("a == 1")), (Chosen{kGather, 0}));
    EXPECT_EQ(choose({{"b"}}, query("a == 1")), (Chosen{kGather, 0}));
    EXPECT_EQ(choose({{"b", "a"}}, query("a == 1")), (Chosen{kGather, 0}));
}

TEST(Planner, takes_the_order_of_an_index_that_has_all_that_is_asked) {
    EXPECT_EQ(choose({{"a"}}, query("a == 1")), (Chosen{kIndexOrder, 1}));
    EXPECT_EQ(choose({{"a"}}, sorted("", "a", SortOrder::desc)), (Chosen{kIndexOrder, 1}));
    EXPECT_EQ(choose({{"a"}}, sorted("a > 1", "a", SortOrder::asc)), (Chosen{kIndexOrder, 1}));
    EXPECT_EQ(
        choose({{"a", "b"}}, sorted("a == 1", "b", SortOrder::desc)), (Chosen{kIndexOrder, 1})
    );
    EXPECT_EQ(choose({{"a"}}, sorted("a == 1", "a", SortOrder::desc)), (Chosen{kIndexOrder, 1}));
}

TEST(Planner, gathers_from_an_index_whose_order_is_another) {
    EXPECT_EQ(choose({{"a"}}, query("a > 1")), (Chosen{kGather, 1}));
    EXPECT_EQ(choose({{"a"}}, sorted("a == 1", "b", SortOrder::desc)), (Chosen{kGather, 1}));
    EXPECT_EQ(choose({{"a"}}, query("a == 1 && b == 2")), (Chosen{kGather, 1}));
}

TEST(Planner, prefers_the_index_that_fixes_more) {
    EXPECT_EQ(
        choose({{"a"}, {"a", "b"}, {"b"}}, query("a == 1 && b == 2")), (Chosen{kIndexOrder, 2})
    );
    EXPECT_EQ(choose({{"c"}, {"a"}}, query("a == 1 && c > 2")), (Chosen{kGather, 2}));
    EXPECT_EQ(
        choose({{"b"}, {"a", "b"}}, sorted("a == 1", "b", SortOrder::desc)),
        (Chosen{kIndexOrder, 2})
    );
}

TEST(Planner, does_not_fix_what_stands_under_or_or_not) {
    EXPECT_EQ(choose({{"a"}}, query("a == 1 || b == 2")), (Chosen{kGather, 0}));
    EXPECT_EQ(choose({{"a"}}, query("!(a == 1) && b == 2")), (Chosen{kGather, 0}));
    EXPECT_EQ(choose({{"a"}}, query("a != 1")), (Chosen{kGather, 0}));
    EXPECT_EQ(choose({{"a"}}, query("a CONTAINS 1")), (Chosen{kGather, 0}));
    EXPECT_EQ(choose({{"a"}}, query("a == [1]")), (Chosen{kGather, 0}));
}

TEST(Planner, uses_no_index_that_is_being_built) {
    SetInfo set = set_with({});
    const collections::Index index{paths({"a"}), IndexState::building, {}};
    set.indexes.push_back(std::make_shared<IndexInfo>(make_index_info(1, index)));
    const Plan plan = make_plan(set, query("a == 1"));
    EXPECT_EQ(plan.shape, kGather);
    EXPECT_EQ(plan.index, nullptr);
    // It is wished for no second time.
    EXPECT_TRUE(plan.wanted_index.empty());
}

TEST(Planner, looks_at_rows_for_a_part_of_a_name) {
    ListQuery list = query("a == 1");
    list.name_part = "x";
    EXPECT_EQ(choose({{"a"}}, list), (Chosen{kGather, 1}));
    ListQuery only_name = query("");
    only_name.name_part = "x";
    EXPECT_EQ(choose({{"a"}}, only_name), (Chosen{kGather, 0}));
}

TEST(Planner, tells_when_ties_stand_against_the_order_of_the_index) {
    const auto ties = [](const std::vector<std::string>& index, const ListQuery& list) {
        return make_plan(set_with({index}), list).has_ties_against_order;
    };
    EXPECT_TRUE(ties({"a"}, sorted("", "a", SortOrder::asc)));
    EXPECT_TRUE(ties({"a", "b"}, sorted("a == 1", "b", SortOrder::asc)));
    EXPECT_FALSE(ties({"a"}, sorted("", "a", SortOrder::desc)));
    EXPECT_FALSE(ties({"a"}, sorted("a == 1", "a", SortOrder::asc)));
    EXPECT_FALSE(ties({"a"}, query("a == 1")));
}

TEST(Planner, wishes_for_the_index_that_would_make_it_quick) {
    EXPECT_EQ(wanted({}, query("a == 1")), paths({"a"}));
    EXPECT_EQ(wanted({}, query("a > 1")), paths({"a"}));
    EXPECT_EQ(wanted({}, query("a == 1 && b == 2")), paths({"a", "b"}));
    EXPECT_EQ(wanted({}, sorted("a == 1", "b", SortOrder::asc)), paths({"a", "b"}));
    EXPECT_EQ(
        wanted({}, sorted("a == 1 && b == 2 && c == 3", "d", SortOrder::asc)),
        paths({"a", "b", "d"})
    );
    EXPECT_EQ(wanted({}, sorted("", "_createdAt", SortOrder::asc)), paths({"_createdAt"}));
    EXPECT_EQ(wanted({{"a"}}, sorted("a == 1", "b", SortOrder::asc)), paths({"a", "b"}));
}

TEST(Planner, wishes_for_nothing_where_no_index_helps) {
    EXPECT_TRUE(wanted({}, query("a CONTAINS 1")).empty());
    EXPECT_TRUE(wanted({}, query("a != 1")).empty());
    EXPECT_TRUE(wanted({}, query("a == 1 || b == 1")).empty());
    EXPECT_TRUE(wanted({{"a"}}, query("a == 1")).empty());
    EXPECT_TRUE(wanted({}, query(R"(_id == "x")")).empty());
}

TEST(Planner, looks_up_the_ids_that_a_filter_names) {
    constexpr std::string_view kId = R"("i00000000-0000-7000-8000-000000000000")";
    const auto keys = [](const std::string& text) {
        return make_plan(set_with({{"a"}}), query(text)).keys;
    };
    EXPECT_EQ(keys("_id == " + std::string(kId))->size(), 1U);
    EXPECT_EQ(keys("a == 1 && _id IN [" + std::string(kId) + ", 1, \"x\"]")->size(), 1U);
    EXPECT_EQ(keys("_id == null")->size(), 0U);
    // As JSON spells it otherwise.
    EXPECT_EQ(keys(R"(_id == "\u006900000000-0000-7000-8000-000000000000")")->size(), 1U);
    EXPECT_FALSE(keys("_id != " + std::string(kId)).has_value());
    EXPECT_FALSE(keys("a == 1 || _id == " + std::string(kId)).has_value());
    EXPECT_FALSE(keys("_id > " + std::string(kId)).has_value());
}

TEST(Planner, takes_the_order_of_no_index_when_several_properties_are_sorted_by) {
    ListQuery list = sorted("", "a", SortOrder::asc);
    list.then_by.push_back({path("b"), SortOrder::desc});
    EXPECT_EQ(choose({{"a"}, {"a", "b"}}, list), (Chosen{kGather, 0}));
    EXPECT_TRUE(wanted({}, list).empty());
    ListQuery by_id = sorted("", "_id", SortOrder::asc);
    by_id.then_by.push_back({path("b"), SortOrder::desc});
    EXPECT_EQ(choose({{"a"}}, by_id), (Chosen{kByAge, 0}));
}

TEST(Planner, names_every_shape) {
    EXPECT_EQ(plan_name(kByAge), "by_age");
    EXPECT_EQ(plan_name(kIndexOrder), "index_order");
    EXPECT_EQ(plan_name(kGather), "gather");
}

}  // namespace
}  // namespace hako::sqlite
