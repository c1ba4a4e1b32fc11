// SPDX-License-Identifier: Apache-2.0
// The corpus asked of the embedded engine: every answer must be the reference's, whatever indexes
// there are.

#include "json/document.hpp"
#include "tests/contract/steps.hpp"
#include "tests/monaql/generate.hpp"
#include "tests/monaql/reference.hpp"
#include "tests/storage/open_storage.hpp"
#include "tests/storage/verify.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>

namespace hako::monaql::corpus {
namespace {

using ::testing::IsEmpty;

constexpr std::size_t kItems = 32;
constexpr std::size_t kQuestionsOfCollection = 400;
/// Seeds of their own, so that other tests of the corpus ask other questions.
constexpr std::uint64_t kFirstSeed = 1'000;

/// How many cases, of all kinds together; HAKO_TEST_CASES overrides it.
std::size_t cases_wanted() {
    const char* asked = std::getenv("HAKO_TEST_CASES");  // NOLINT(concurrency-mt-unsafe)
    if (asked != nullptr) {
        return std::strtoul(asked, nullptr, 10);
    }
    const bool is_long = std::getenv("HAKO_TEST_LONG") != nullptr;  // NOLINT(concurrency-mt-unsafe)
    return is_long ? 1'000'000 : 22'000;
}

/// Which indexes a collection has while it is asked.
enum class Indexes { none, single, composite, random };

std::vector<std::vector<std::string>> indexes_of(Indexes kind, Choice& choice) {
    switch (kind) {
        case Indexes::none:
            return {};
        case Indexes::single:
            return {{"a"}, {"b"}, {"o.a"}, {"_createdAt"}, {"_ownerUserOid"}, {"tags"}, {"A"}};
        case Indexes::composite:
            return {
                {"a", "b"},
                {"b", "a", "c"},
                {"_ownerUserOid", "a"},
                {"o.a", "o.b"},
                {"group_id", "_updatedAt"},
                {"c", "_createdAt", "o"}
            };
        case Indexes::random:
            break;
    }
    static constexpr std::string_view kPaths[] = {
        "a",
        "b",
        "c",
        "A",
        "ab",
        "o",
        "tags",
        "o.a",
        "o.b",
        "_createdAt",
        "_updatedAt",
        "_ownerUserOid",
        "a.b",
        "o.c",
        "o.o",
        "missing",
        "group_id",
        "o.o.a"
    };
    std::vector<std::vector<std::string>> all;
    for (std::size_t i = 0; i < 8; ++i) {
        std::vector<std::string> paths;
        for (std::size_t left = 1 + choice.below(3); left > 0; --left) {
            const std::string path(choice.one_of(kPaths));
            if (std::find(paths.begin(), paths.end(), path) == paths.end()) {
                paths.push_back(path);
            }
        }
        if (std::find(all.begin(), all.end(), paths) == all.end()) {
            all.push_back(std::move(paths));
        }
    }
    return all;
}

Task<Result<std::vector<items::Item>>>
store_items(BackendTransaction& tx, std::string collection, const std::vector<items::Item>& items) {
    HAKO_CO_TRY_ASSIGN(const auto ref, co_await steps::require(tx, collection));
    std::vector<items::Item> stored;
    for (const items::Item& item : items) {
        const items::NewItem fresh{item.owner, item.permission, item.properties};
        HAKO_CO_TRY_ASSIGN(auto kept, co_await tx.items().insert(ref, fresh, item.created_at));
        if (item.updated_at != item.created_at) {
            items::Item changed = kept;
            changed.updated_at = item.updated_at;
            HAKO_CO_TRY(co_await tx.items().replace(ref, kept, changed));
            kept = std::move(changed);
        }
        stored.push_back(std::move(kept));
    }
    co_return stored;
}

/// A question with the ids that the generator gave replaced by those that the store gave.
void replace_all(std::string& text, const std::string& from, const std::string& to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at)) {
        text.replace(at, from.size(), to);
        at += to.size();
    }
}

std::string text_of(const Question& question) {
    std::string text = question.text + "\nbind " + question.bind;
    if (question.sorting) {
        text += "\nsort " + question.sorting->property.text();
        text += question.sorting->order == SortOrder::asc ? " asc" : " desc";
    }
    return text + "\noffset " + std::to_string(question.page.offset) + " limit " +
           std::to_string(question.page.limit);
}

class Asked {
public:
    Asked(BackendStorage& data, std::string collection, std::uint64_t seed, std::size_t count)
        : data_(data), collection_(std::move(collection)), generator_(seed), choice_(seed) {
        const auto items = generator_.items(count);
        EXPECT_TRUE(steps::create(data_, collection_).has_value());
        auto stored = steps::write_now<std::vector<items::Item>>(
            data_, [&](BackendTransaction& tx) { return store_items(tx, collection_, items); }
        );
        EXPECT_TRUE(stored.has_value());
        for (std::size_t i = 0; i < items.size(); ++i) {
            ids_.emplace_back(items[i].id.text(), (*stored)[i].id.text());
        }
        reference_.emplace(*stored);
    }

    void create_indexes(Indexes kind) {
        for (const auto& paths : indexes_of(kind, choice_)) {
            EXPECT_TRUE(steps::create_index(data_, collection_, paths).has_value());
        }
        ASSERT_TRUE(steps::wait_for_indexes(data_, collection_));
    }

    /// `offset_max` more is passed over than the question says, at random.
    void ask(std::size_t questions, std::size_t offset_max = 0) {
        for (std::size_t i = 0; i < questions && !::testing::Test::HasFailure(); ++i) {
            Question question = generator_.question();
            for (const auto& [made, stored] : ids_) {
                if (question.text.find('i') != std::string::npos) {
                    replace_all(question.text, made, stored);
                }
                replace_all(question.bind, made, stored);
            }
            if (offset_max > 0) {
                question.page.limit = static_cast<std::int64_t>(1 + choice_.below(30));
                question.page.offset = static_cast<std::int64_t>(choice_.below(offset_max));
                if (choice_.chance(25)) {
                    question.text.clear();
                    question.bind = "[]";
                }
            }
            const ListQuery query = list_query(question);
            const Selection expected = reference_->select(query);
            const auto page = steps::list(data_, collection_, query);
            ASSERT_TRUE(page.has_value());
            EXPECT_EQ(page->total, expected.total) << told(question);
            EXPECT_EQ(steps::ids_of(*page), expected.ids) << told(question);
            if (i % 4 == 0) {
                const auto count =
                    run_blocking(data_.items().count(steps::name_of(collection_), query));
                ASSERT_TRUE(count.has_value());
                EXPECT_EQ(*count, expected.total) << told(question);
            }
        }
    }

private:
    [[nodiscard]] std::string told(const Question& question) const {
        return collection_ + ": " + text_of(question);
    }

    BackendStorage& data_;
    std::string collection_;
    Generator generator_;
    Choice choice_;
    std::vector<std::pair<std::string, std::string>> ids_;
    std::optional<Reference> reference_;
};

TEST(SqliteCorpus, answers_as_the_reference_does_with_any_indexes) {
    constexpr Indexes kKinds[] = {
        Indexes::none, Indexes::single, Indexes::composite, Indexes::random, Indexes::random
    };
    const sqlite::TestFolder folder;
    sqlite::OpenStorage storage(folder.path());
    std::size_t cases = 0;
    for (std::uint64_t seed = kFirstSeed; cases < cases_wanted() && !HasFailure(); ++seed) {
        const std::string collection = "C" + std::to_string(seed);
        Asked asked(storage.data(), collection, seed, kItems);
        asked.create_indexes(kKinds[seed % std::size(kKinds)]);
        asked.ask(kQuestionsOfCollection);
        cases += kQuestionsOfCollection;
        if (seed % 10 != 0) {
            ASSERT_TRUE(steps::drop(storage.data(), collection).has_value());
        }
    }
    RecordProperty("cases", static_cast<int>(cases));
    EXPECT_THAT(sqlite::problems_of(storage.file()), IsEmpty());
}

TEST(SqliteCorpus, answers_deep_inside_large_collections_as_the_reference_does) {
    constexpr std::size_t kManyItems = 900;
    constexpr Indexes kKinds[] = {
        Indexes::none, Indexes::single, Indexes::composite, Indexes::random
    };
    const sqlite::TestFolder folder;
    sqlite::OpenStorage storage(folder.path());
    std::uint64_t seed = kFirstSeed / 2;
    for (const Indexes kind : kKinds) {
        const std::string collection = "C" + std::to_string(++seed);
        Asked asked(storage.data(), collection, seed, kManyItems);
        asked.create_indexes(kind);
        asked.ask(cases_wanted() / 400, kManyItems);
    }
    EXPECT_THAT(sqlite::problems_of(storage.file()), IsEmpty());
}

/// Users with the generator's properties; as items, for the reference.
Task<Result<std::vector<items::Item>>>
store_users(BackendTransaction& tx, const std::vector<items::Item>& items) {
    std::vector<items::Item> stored;
    for (const items::Item& item : items) {
        HAKO_CO_TRY_ASSIGN(
            const auto user,
            co_await steps::insert_user(tx, item.id.text(), item.properties, item.created_at)
        );
        stored.push_back(
            {ItemId(user.id.uuid()), user.created_at, user.updated_at, {}, "{}", user.properties}
        );
    }
    co_return stored;
}

/// Whether a question means the same of users as of items: their ids differ by a letter, and only
/// items have an owner.
bool is_for_users(const Question& question) {
    const bool sorts_by_owner =
        question.sorting && question.sorting->property == Path{{"_ownerUserOid"}};
    return question.text.find("_id") == std::string::npos &&
           question.text.find("_owner") == std::string::npos && !sorts_by_owner;
}

TEST(SqliteCorpus, answers_about_users_as_the_reference_does) {
    const sqlite::TestFolder folder;
    sqlite::OpenStorage storage(folder.path());
    Generator generator(kFirstSeed - 1);
    const auto items = generator.items(kItems);
    const auto stored = steps::write_now<std::vector<items::Item>>(
        storage.data(), [&](BackendTransaction& tx) { return store_users(tx, items); }
    );
    ASSERT_TRUE(stored.has_value());
    const Reference reference(*stored);
    for (std::size_t i = 0; i < cases_wanted() / 20 && !HasFailure(); ++i) {
        const Question question = generator.question();
        if (!is_for_users(question)) {
            continue;
        }
        const ListQuery query = list_query(question);
        const auto page = run_blocking(storage.data().users().list(query));
        ASSERT_TRUE(page.has_value());
        Selection expected = reference.select(query);
        for (std::string& id : expected.ids) {
            id.front() = 'u';
        }
        EXPECT_EQ(page->total, expected.total) << text_of(question);
        EXPECT_EQ(steps::ids_of(*page), expected.ids) << text_of(question);
    }
}

}  // namespace
}  // namespace hako::monaql::corpus
