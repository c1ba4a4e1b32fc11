// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/backend_storage.hpp"
#include "domain/items/item.hpp"
#include "tests/monaql/choice.hpp"
#include "tests/monaql/generate.hpp"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

/// The corpus in a store: what its tests share.
namespace hako::monaql::corpus {

/// How many cases a test asks; HAKO_TEST_CASES overrides it, HAKO_TEST_LONG makes it a million.
std::size_t cases_wanted();

/// Which indexes a collection has while it is asked.
enum class Indexes { none, single, composite, random };

/// A question in words, for the message of a failure.
std::string text_of(const Question& question);

/// A collection with the generator's items in it.
class StoredCollection {
public:
    /// Makes the collection and stores the items: their ids are given anew, in the same order.
    StoredCollection(BackendStorage& data, std::string name, const std::vector<items::Item>& made);

    /// Makes indexes and waits until they are ready.
    void create_indexes(Indexes kind, Choice& choice);

    /// As they are stored.
    [[nodiscard]] const std::vector<items::Item>& items() const {
        return items_;
    }

    /// The generator's next question, about the ids that the store gave.
    Question question(Generator& generator) const;

private:
    BackendStorage& data_;
    std::string name_;
    std::vector<items::Item> items_;
    std::vector<std::pair<std::string, std::string>> ids_;  ///< the generator's and the store's
};

}  // namespace hako::monaql::corpus
