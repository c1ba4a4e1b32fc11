// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/callers.hpp"
#include "domain/collections/collection.hpp"

#include <optional>
#include <string>
#include <vector>

namespace hako::collections {

/// What `Collection.setConfig` changes; what is not given stays.
struct ConfigChange {
    std::optional<Insertable> insertable;
    std::optional<permissions::Right> default_public;
};

/// The use cases of collections, for the backend of the caller. Each change is one transaction, on
/// disk before its task is done. Safe to use from every thread; a caller outlives the task it was
/// given to.
///
/// A collection that does not exist is invalid_params under `_id`.
class CollectionService {
public:
    explicit CollectionService(const Clock& clock) : clock_(clock) {}

    /// Fails with invalid_params (`_id`) when the name is taken, with invalid_operation when the
    /// backend has kCollectionsPerBackendMax already.
    Task<Result<void>> create(const ManagementCaller& caller, CollectionName name, Config config)
        const;

    /// The collection with its items and indexes.
    Task<Result<void>> drop(const ManagementCaller& caller, CollectionName name) const;

    Task<Result<void>>
    set_config(const ManagementCaller& caller, CollectionName name, ConfigChange change) const;

    Task<Result<Collection>> get(const ManagementCaller& caller, CollectionName name) const;

    /// All, by name.
    Task<Result<std::vector<Collection>>> list(const ManagementCaller& caller) const;

    /// Of the newest kPropertyNamesFromNewest items; sorted, without system properties.
    Task<Result<std::vector<std::string>>>
    property_names(const ManagementCaller& caller, CollectionName name) const;

    /// Asks for an index over 1 to kIndexPropertiesMax properties; it is built in the background.
    /// The same again changes nothing. Fails with invalid_params (`properties`) for a wrong list,
    /// with invalid_operation when kIndexesPerCollectionMax were asked for already.
    Task<Result<void>> create_index(
        const ManagementCaller& caller,
        CollectionName name,
        std::vector<monaql::Path> properties
    ) const;

    /// Fails with invalid_params (`properties`) when there is no such index.
    Task<Result<void>> drop_index(
        const ManagementCaller& caller,
        CollectionName name,
        std::vector<monaql::Path> properties
    ) const;

private:
    const Clock& clock_;
};

}  // namespace hako::collections
