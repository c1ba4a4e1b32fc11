// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/items/item.hpp"
#include "domain/list_query.hpp"
#include "tests/monaql/choice.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hako::monaql::corpus {

/// One case, together with the items it is asked of: what a caller sends to CollectionItem.list.
struct Question {
    std::string text;  ///< MonaQL; may be empty
    std::string bind;  ///< the bind parameters: the text of a JSON array
    std::optional<Sorting> sorting;
    std::vector<Sorting> then_by;
    Page page;
};

/// Makes items and questions about them, from a seed: types mixed, properties missing and null,
/// objects in objects, strings of every plane and with escapes, numbers past 2^53 and in several
/// spellings, arrays, objects with their members in another order, booleans. Values come from small
/// pools, and constants mostly from the items, so that about half of the questions find some items
/// but not all.
///
/// Each test makes one Generator for each collection and asks it for as many questions as it wants.
class Generator {
public:
    explicit Generator(std::uint64_t seed) : choice_(seed) {}

    /// Items with ids that rise, as a store would insert them. `properties` are canonical and their
    /// top-level names plain; `permission` is `{}`.
    std::vector<items::Item> items(std::size_t count);

    /// A question that parses. Its page may lie behind the last item.
    Question question();

private:
    std::string object(std::size_t depth, std::size_t members_max);
    std::string array(std::size_t depth);
    std::string scalar();
    std::string value(std::size_t depth);
    std::string path();
    Sorting random_sorting();
    void append_expression(Question& question, std::size_t depth);
    void append_comparison(Question& question);
    void append_list(Question& question, const std::string& where);
    void append_constant(Question& question, const std::string& constant);
    void append_bound(Question& question, const std::string& constant);
    std::string constant_for(const std::string& path);
    std::string space();

    Choice choice_;
    std::vector<items::Item> items_;
};

/// The question as a store takes it, over the system properties that apps may ask for. A Bug when
/// it does not parse.
ListQuery list_query(const Question& question);

}  // namespace hako::monaql::corpus
