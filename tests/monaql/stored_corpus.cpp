// SPDX-License-Identifier: Apache-2.0
#include "tests/monaql/stored_corpus.hpp"

#include "base/check.hpp"
#include "tests/contract/steps.hpp"

#include <algorithm>
#include <cstdlib>
#include <string_view>

namespace hako::monaql::corpus {
namespace {

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

void replace_all(std::string& text, const std::string& from, const std::string& to) {
    for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at)) {
        text.replace(at, from.size(), to);
        at += to.size();
    }
}

}  // namespace

std::size_t cases_wanted() {
    const char* asked = std::getenv("HAKO_TEST_CASES");  // NOLINT(concurrency-mt-unsafe)
    if (asked != nullptr) {
        return std::strtoul(asked, nullptr, 10);
    }
    const bool is_long = std::getenv("HAKO_TEST_LONG") != nullptr;  // NOLINT(concurrency-mt-unsafe)
    return is_long ? 1'000'000 : 22'000;
}

std::string text_of(const Question& question) {
    std::string text = question.text + "\nbind " + question.bind;
    if (question.sorting) {
        text += "\nsort " + question.sorting->property.text();
        text += question.sorting->order == SortOrder::asc ? " asc" : " desc";
    }
    for (const Sorting& next : question.then_by) {
        text += " then " + next.property.text() + (next.order == SortOrder::asc ? " asc" : " desc");
    }
    return text + "\noffset " + std::to_string(question.page.offset) + " limit " +
           std::to_string(question.page.limit);
}

StoredCollection::StoredCollection(
    BackendStorage& data,
    std::string name,
    const std::vector<items::Item>& made
)
    : data_(data), name_(std::move(name)) {
    check(steps::create(data_, name_).has_value(), "a collection of the corpus");
    auto stored = steps::write_now<std::vector<items::Item>>(data_, [&](BackendTransaction& tx) {
        return store_items(tx, name_, made);
    });
    check(stored.has_value(), "the items of the corpus");
    items_ = *std::move(stored);
    for (std::size_t i = 0; i < made.size(); ++i) {
        ids_.emplace_back(made[i].id.text(), items_[i].id.text());
    }
}

void StoredCollection::create_indexes(Indexes kind, Choice& choice) {
    for (const auto& paths : indexes_of(kind, choice)) {
        check(steps::create_index(data_, name_, paths).has_value(), "an index of the corpus");
    }
    check(steps::wait_for_indexes(data_, name_), "the indexes of the corpus are built");
}

Question StoredCollection::question(Generator& generator) const {
    Question question = generator.question();
    for (const auto& [made, stored] : ids_) {
        if (question.text.find('i') != std::string::npos) {
            replace_all(question.text, made, stored);
        }
        replace_all(question.bind, made, stored);
    }
    return question;
}

}  // namespace hako::monaql::corpus
