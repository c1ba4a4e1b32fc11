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

/// An item as an app wants it made.
struct AppDraft {
    Properties properties;
    /// Without the key `public` it takes the collection's default.
    permissions::Permission permission;
};

/// A new permission for all items that match.
struct PermissionChange {
    enum class Mode : std::uint8_t {
        merge,    ///< its keys are put over those of each item
        replace,  ///< each item has exactly these; without `public` everyone gets no right
    };

    permissions::Permission permission;
    Mode mode = Mode::merge;
};

/// The use cases of items that apps have (spec app-api.md, `Collection.*`), for the backend of the
/// caller and under the permissions of the items. An item that the caller has not the right for is
/// answered as one that does not exist. Safe to use from every thread; a caller outlives the task
/// it was given to.
///
/// A collection that does not exist is invalid_params under `collectionName`. An item is named by
/// any text; one that is no id is the id of nothing. Each change but update_permission is one
/// transaction, on disk before its task is done.
class AppItemService {
public:
    explicit AppItemService(const Clock& clock) : clock_(clock) {}

    /// The items that the caller may read, as if there were no others. The query's filter may ask
    /// for `_ownerDeviceOid` (device_owner.hpp).
    Task<Result<ListPage>>
    find(const AppCaller& caller, collections::CollectionName collection, ListQuery query) const;

    /// The item belongs to the caller's user, or else to its device. Fails with permission_denied
    /// when apps may not insert into the collection.
    Task<Result<Item>>
    insert(const AppCaller& caller, collections::CollectionName collection, AppDraft draft) const;

    /// Puts `changes` over the item's own properties. Needs w: permission_denied without it, and
    /// for a missing item. Fails with invalid_params (`data`) when the result is over
    /// kPropertiesBytesMax.
    Task<Result<void>> update(
        const AppCaller& caller,
        collections::CollectionName collection,
        std::string item,
        Properties changes
    ) const;

    /// Needs w, as update.
    Task<Result<void>>
    erase(const AppCaller& caller, collections::CollectionName collection, std::string item) const;

    /// The whole permission, always with `public`. Needs r and w: permission_denied without them,
    /// and for a missing item.
    Task<Result<permissions::Permission>> permission(
        const AppCaller& caller,
        collections::CollectionName collection,
        std::string item
    ) const;

    /// Changes the permission of the items that match and of which the caller has r and w; gives
    /// how many they were. Fails with permission_denied when the filter is exactly `_id == …` and
    /// no item was changed, with invalid_params (`permission`) when an item would get more than
    /// kPermissionKeysMax keys.
    ///
    /// The items that match are looked for once. Then they are changed in transactions of at most
    /// kPermissionChangesAtOnce, each of which looks again at match and right: whatever happened
    /// meanwhile, no item is changed that did not match with these rights at that moment.
    Task<Result<std::int64_t>> update_permission(
        const AppCaller& caller,
        collections::CollectionName collection,
        monaql::Query filter,
        PermissionChange change
    ) const;

private:
    const Clock& clock_;
};

}  // namespace hako::items
