// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/callers.hpp"
#include "domain/collections/collection.hpp"
#include "domain/items/item.hpp"
#include "domain/list_query.hpp"
#include "domain/permissions/permission.hpp"
#include "domain/properties.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hako::items {

/// An item as a caller wants it made.
struct Draft {
    Properties properties;
    /// Any well-formed user id: whether there is such a user is not looked at.
    std::optional<UserId> owner;
    /// Without the key `public` it takes the collection's default.
    permissions::Permission permission;
};

/// The use cases of items, for the backend of the caller. Each change is one transaction, on disk
/// before its task is done. Safe to use from every thread; a caller outlives the task it was given
/// to.
///
/// A collection that does not exist is invalid_params under `collectionName`, an item under `_id`.
class ItemService {
public:
    explicit ItemService(const Clock& clock) : clock_(clock) {}

    Task<Result<Item>> create(
        const ManagementCaller& caller,
        collections::CollectionName collection,
        Draft draft
    ) const;

    Task<Result<Item>>
    get(const ManagementCaller& caller, collections::CollectionName collection, ItemId id) const;

    /// Puts `changes` over the item's own properties: they are added or changed, never removed.
    /// Fails with invalid_params (`item`) when the result is over kPropertiesBytesMax.
    Task<Result<void>> update(
        const ManagementCaller& caller,
        collections::CollectionName collection,
        ItemId id,
        Properties changes
    ) const;

    /// Ids that do not exist are passed over.
    Task<Result<void>> erase(
        const ManagementCaller& caller,
        collections::CollectionName collection,
        std::vector<ItemId> ids
    ) const;

    Task<Result<ListPage>> list(
        const ManagementCaller& caller,
        collections::CollectionName collection,
        ListQuery query
    ) const;

    /// How many items match the filter.
    Task<Result<std::int64_t>> count(
        const ManagementCaller& caller,
        collections::CollectionName collection,
        ListQuery query
    ) const;

    /// Replaces the whole permission; without `public` everyone gets no right.
    Task<Result<void>> set_permission(
        const ManagementCaller& caller,
        collections::CollectionName collection,
        ItemId id,
        permissions::Permission permission
    ) const;

private:
    const Clock& clock_;
};

/// The refusal for an item that does not exist.
Error no_such_item();

}  // namespace hako::items
