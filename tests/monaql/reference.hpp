// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/items/item.hpp"
#include "domain/list_query.hpp"
#include "json/document.hpp"
#include "monaql/query.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hako::monaql::corpus {

/// The right answer: the ids of one page, in order, and how many items match in all.
struct Selection {
    std::vector<std::string> ids;
    std::int64_t total = 0;

    bool operator==(const Selection&) const = default;
};

/// Answers questions about a set of items in plain C++, as monaql.md and the spec's rules of
/// sorting say: it looks at every item, with no index and no database. What a store answers must be
/// equal.
class Reference {
public:
    /// Copies what it needs.
    explicit Reference(const std::vector<items::Item>& items);

    Reference(const Reference&) = delete;
    Reference& operator=(const Reference&) = delete;

    /// `name_part` and `properties` of the query are not looked at.
    [[nodiscard]] Selection select(const ListQuery& query) const;

private:
    struct Row {
        std::string id;
        std::string json;  ///< system properties and own ones, in one object
        json::Document document;
    };

    static std::optional<std::string_view> property(const Row& row, const Path& path);
    static std::string order_key(const Row& row, const Path& path);

    std::deque<Row> rows_;  ///< a document views its text, so rows must not move
};

}  // namespace hako::monaql::corpus
