// SPDX-License-Identifier: Apache-2.0
#include "domain/items/required_collection.hpp"

#include "domain/backend_storage.hpp"

#include <utility>

namespace hako::items {

Task<Result<collections::CollectionRef>>
require_collection(BackendTransaction& tx, const collections::CollectionName& name) {
    HAKO_CO_TRY_ASSIGN(auto found, co_await tx.collections().find(name));
    if (!found) {
        co_return collections::no_such_collection(kCollectionParameter);
    }
    co_return *std::move(found);
}

}  // namespace hako::items
