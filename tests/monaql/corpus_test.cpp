// SPDX-License-Identifier: Apache-2.0
// The corpus itself: that it is repeatable, that it asks about what matters, and that the reference
// obeys the laws of the language. Stores run it against their own answers.

#include "json/document.hpp"
#include "tests/monaql/generate.hpp"
#include "tests/monaql/reference.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace hako::monaql::corpus {
namespace {

constexpr std::size_t kItems = 30;
constexpr std::size_t kCollections = 5;
constexpr std::size_t kQuestions = 100;

/// Calls `visit` for each question about each of a few collections.
template <class Visit>
void for_each_case(Visit visit) {
    for (std::uint64_t seed = 0; seed < kCollections; ++seed) {
        Generator generator(seed);
        const Reference reference(generator.items(kItems));
        for (std::size_t i = 0; i < kQuestions; ++i) {
            const Question question = generator.question();
            SCOPED_TRACE(question.text + "\nbind " + question.bind);
            visit(reference, question);
        }
    }
}

ListQuery whole(const Question& question) {
    ListQuery query = list_query(question);
    query.page = {.offset = 0, .limit = static_cast<std::int64_t>(kItems)};
    return query;
}

std::int64_t count(const Reference& reference, const std::string& text, const Question& question) {
    Question changed = question;
    changed.text = text;
    return reference.select(whole(changed)).total;
}

TEST(Corpus, is_the_same_for_the_same_seed) {
    Generator one(7);
    Generator two(7);
    const auto items_one = one.items(kItems);
    const auto items_two = two.items(kItems);
    for (std::size_t i = 0; i < kItems; ++i) {
        EXPECT_EQ(items_one[i].properties, items_two[i].properties);
        EXPECT_EQ(items_one[i].id, items_two[i].id);
    }
    for (std::size_t i = 0; i < kQuestions; ++i) {
        const Question question = one.question();
        const Question same = two.question();
        EXPECT_EQ(question.text, same.text);
        EXPECT_EQ(question.bind, same.bind);
    }
}

TEST(Corpus, has_items_as_a_store_holds_them) {
    Generator generator(1);
    const auto items = generator.items(200);
    for (std::size_t i = 0; i < items.size(); ++i) {
        json::Document document;
        ASSERT_FALSE(document.parse(items[i].properties)) << items[i].properties;
        EXPECT_EQ(document.root().canonical(), items[i].properties);
        EXPECT_TRUE(i == 0 || items[i - 1].id < items[i].id);
    }
}

TEST(Corpus, makes_questions_that_find_some_but_not_all) {
    std::size_t some = 0;
    std::size_t pages = 0;
    for_each_case([&](const Reference& reference, const Question& question) {
        const Selection selection = reference.select(list_query(question));
        const auto total = static_cast<std::size_t>(selection.total);
        some += total > 0 && total < kItems ? 1U : 0U;
        pages += selection.ids.size() < total ? 1U : 0U;
    });
    EXPECT_GT(some, kCollections * kQuestions * 4 / 10);
    EXPECT_GT(pages, kCollections * kQuestions * 2 / 10);
}

TEST(Corpus, prints_queries_that_parse_to_the_same_tree) {
    std::size_t printed = 0;
    for_each_case([&](const Reference& /*reference*/, const Question& question) {
        const ListQuery query = list_query(question);
        if (query.filter != nullptr && question.bind.find('{') == std::string::npos) {
            Question again;
            again.text = print(*query.filter);
            again.bind = "[]";
            EXPECT_TRUE(*list_query(again).filter == *query.filter) << again.text;
            ++printed;
        }
    });
    EXPECT_GT(printed, kCollections * kQuestions * 7 / 10);
}

TEST(Reference, finds_for_the_negation_exactly_the_other_items) {
    for_each_case([&](const Reference& reference, const Question& question) {
        if (!question.text.empty()) {
            const auto found = count(reference, question.text, question);
            const auto others = count(reference, "!(" + question.text + ")", question);
            EXPECT_EQ(found + others, static_cast<std::int64_t>(kItems));
        }
    });
}

TEST(Reference, gives_pages_that_make_up_the_whole) {
    for_each_case([&](const Reference& reference, const Question& question) {
        ListQuery query = whole(question);
        const Selection all = reference.select(query);
        std::vector<std::string> joined;
        for (query.page = {.offset = 0, .limit = 7}; query.page.offset < 42;
             query.page.offset += 7) {
            const Selection part = reference.select(query);
            EXPECT_EQ(part.total, all.total);
            joined.insert(joined.end(), part.ids.begin(), part.ids.end());
        }
        EXPECT_EQ(joined, all.ids);
    });
}

TEST(Reference, takes_ties_and_no_sorting_newest_first_in_both_directions) {
    Generator generator(3);
    const auto items = generator.items(kItems);
    const Reference reference(items);
    std::vector<std::string> newest_first;
    for (const items::Item& item : items) {
        newest_first.insert(newest_first.begin(), item.id.text());
    }
    Question question;
    question.bind = "[]";
    EXPECT_EQ(reference.select(whole(question)).ids, newest_first);
    question.sorting = {Path{{"missing"}}, SortOrder::asc};
    EXPECT_EQ(reference.select(whole(question)).ids, newest_first);
    question.sorting->order = SortOrder::desc;
    EXPECT_EQ(reference.select(whole(question)).ids, newest_first);
    question.sorting->property = Path{{"_id"}};
    EXPECT_EQ(reference.select(whole(question)).ids, newest_first);
    question.sorting->order = SortOrder::asc;
    std::reverse(newest_first.begin(), newest_first.end());
    EXPECT_EQ(reference.select(whole(question)).ids, newest_first);
}

TEST(Reference, sorts_across_types_in_the_order_of_the_spec) {
    const std::vector<std::string> rising{
        R"({})",
        R"({"a":false})",
        R"({"a":true})",
        R"({"a":-1e300})",
        R"({"a":-1})",
        R"({"a":9007199254740992})",
        R"({"a":9007199254740993})",
        R"({"a":""})",
        R"({"a":"A"})",
        R"({"a":"a"})",
        R"({"a":"\ufffd"})",
        R"({"a":"😀"})",
        R"({"a":[]})"
    };
    std::vector<items::Item> items;
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < rising.size(); ++i) {
        // The later in the order, the older: only the values can put them right.
        const ItemId id(Uuid{.high = rising.size() - i, .low = 0});
        items.push_back(
            {.id = id, .owner = std::nullopt, .permission = "{}", .properties = rising[i]}
        );
        ids.push_back(id.text());
    }
    Question question;
    question.bind = "[]";
    question.sorting = {Path{{"a"}}, SortOrder::asc};
    const Reference reference(items);
    EXPECT_EQ(reference.select(whole(question)).ids, ids);
    question.sorting->order = SortOrder::desc;
    std::reverse(ids.begin(), ids.end());
    EXPECT_EQ(reference.select(whole(question)).ids, ids);
}

TEST(Reference, gives_an_empty_page_behind_the_last_item) {
    Generator generator(4);
    const Reference reference(generator.items(kItems));
    Question question;
    question.bind = "[]";
    question.page = {.offset = 100, .limit = 10};
    const Selection selection = reference.select(list_query(question));
    EXPECT_TRUE(selection.ids.empty());
    EXPECT_EQ(selection.total, static_cast<std::int64_t>(kItems));
}

}  // namespace
}  // namespace hako::monaql::corpus
