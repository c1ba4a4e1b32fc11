// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/collections/collection_store.hpp"
#include "domain/items/item.hpp"
#include "domain/list_query.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hako::items {

/// An item to be stored: its id and times are given by the store.
struct NewItem {
    Owner owner;
    std::string permission;
    std::string properties;
};

/// The items of one backend inside one open transaction.
/// What an implementation must do is written down as code in tests/contract/.
class ItemStore {
public:
    virtual ~ItemStore() = default;

    /// Empty when there is no such item in this collection.
    virtual Task<Result<std::optional<Item>>>
    find(const collections::CollectionRef& collection, ItemId id) = 0;

    /// Those of `ids` that exist and match `filter` (null: all), in the order of `ids`.
    virtual Task<Result<std::vector<Item>>> find_matching(
        const collections::CollectionRef& collection,
        std::span<const ItemId> ids,
        const monaql::Query& filter
    ) = 0;

    /// Stores the item under a new id that is greater than all before, and gives it back.
    virtual Task<Result<Item>>
    insert(const collections::CollectionRef& collection, NewItem item, UnixMillis now) = 0;

    /// Replaces the properties, the permission and the time of change of `before` (what `find` gave
    /// in this transaction) by those of `after`.
    virtual Task<Result<void>> replace(
        const collections::CollectionRef& collection,
        const Item& before,
        const Item& after
    ) = 0;

    /// Ids that do not exist are passed over.
    virtual Task<Result<void>>
    erase(const collections::CollectionRef& collection, std::span<const ItemId> ids) = 0;
};

/// Reads of items outside a transaction; each sees all that was committed before. Empty where there
/// is no such collection.
class ItemReader {
public:
    virtual ~ItemReader() = default;

    /// The outer optional is empty when there is no such collection, the inner when no such item.
    virtual Task<Result<std::optional<std::optional<Item>>>>
    find(const collections::CollectionName& collection, ItemId id) = 0;

    virtual Task<Result<std::optional<ListPage>>>
    list(const collections::CollectionName& collection, const ListQuery& query) = 0;

    /// How many items match; the page of `query` is not looked at.
    virtual Task<Result<std::optional<std::int64_t>>>
    count(const collections::CollectionName& collection, const ListQuery& query) = 0;

    /// The ids of all that match, in no order; sorting and page are not looked at.
    virtual Task<Result<std::optional<std::vector<ItemId>>>>
    matching(const collections::CollectionName& collection, const ListQuery& query) = 0;

    /// The names of the properties of the newest `newest` items, sorted, each once.
    virtual Task<Result<std::optional<std::vector<std::string>>>>
    property_names(const collections::CollectionName& collection, std::size_t newest) = 0;
};

}  // namespace hako::items
