// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/collections/collection_store.hpp"

#include <string_view>

namespace hako {
class BackendTransaction;
}

namespace hako::items {

/// How callers name the parameter that says which collection.
inline constexpr std::string_view kCollectionParameter = "collectionName";

/// The collection, inside a transaction. Fails with invalid_params (`collectionName`) when there is
/// none of that name.
Task<Result<collections::CollectionRef>>
require_collection(BackendTransaction& tx, const collections::CollectionName& name);

}  // namespace hako::items
