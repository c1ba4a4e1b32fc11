// SPDX-License-Identifier: Apache-2.0
// The corpus asked of the embedded engine: every answer must be the reference's, whatever indexes
// there are.

#include "tests/contract/steps.hpp"
#include "tests/monaql/generate.hpp"
#include "tests/monaql/reference.hpp"
#include "tests/monaql/stored_corpus.hpp"
#include "tests/storage/open_storage.hpp"
#include "tests/storage/verify.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <optional>

namespace hako::monaql::corpus {
namespace {

using ::testing::IsEmpty;

constexpr std::size_t kItems = 32;
constexpr std::size_t kQuestionsOfCollection = 400;
/// Seeds of their own, so that other tests of the corpus ask other questions.
constexpr std::uint64_t kFirstSeed = 1'000;

class Asked {
public:
    Asked(BackendStorage& data, std::string collection, std::uint64_t seed, std::size_t count)
        : data_(data), collection_(std::move(collection)), generator_(seed), choice_(seed) {
        stored_.emplace(data_, collection_, generator_.items(count));
        reference_.emplace(stored_->items());
    }

    void create_indexes(Indexes kind) {
        stored_->create_indexes(kind, choice_);
    }

    /// `offset_max` more is passed over than the question says, at random.
    void ask(std::size_t questions, std::size_t offset_max = 0) {
        for (std::size_t i = 0; i < questions && !::testing::Test::HasFailure(); ++i) {
            Question question = stored_->question(generator_);
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
    std::optional<StoredCollection> stored_;
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
    const auto is_by_owner = [](const Sorting& sorting) {
        return sorting.property == Path{{"_ownerUserOid"}};
    };
    const bool sorts_by_owner =
        (question.sorting && is_by_owner(*question.sorting)) ||
        std::any_of(question.then_by.begin(), question.then_by.end(), is_by_owner);
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
