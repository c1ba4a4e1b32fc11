// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/collections/collection.hpp"

#include <optional>
#include <string>
#include <vector>

namespace hako::collections {

/// A collection inside an open transaction: what the stores need to find its items. Dies with it.
struct CollectionRef {
    std::int64_t number = 0;  ///< the store's own number, never reused
    Config config;
};

/// The collections of one backend inside one open transaction.
/// What an implementation must do is written down as code in tests/contract/.
class CollectionStore {
public:
    virtual ~CollectionStore() = default;

    /// Empty when there is none of that name.
    virtual Task<Result<std::optional<CollectionRef>>> find(const CollectionName& name) = 0;

    /// How many there are.
    virtual Task<Result<std::size_t>> count() = 0;

    /// The name must be free (`find` said so in this transaction).
    virtual Task<Result<void>>
    insert(const CollectionName& name, const Config& config, UnixMillis now) = 0;

    virtual Task<Result<void>>
    set_config(const CollectionRef& collection, const Config& config, UnixMillis now) = 0;

    /// The collection and its items do not exist any more, for everyone, after the commit. Its
    /// space is given back later, in pieces.
    virtual Task<Result<void>> drop(const CollectionRef& collection) = 0;

    virtual Task<Result<std::vector<Index>>> indexes(const CollectionRef& collection) = 0;

    /// Stores the wish; the index is built in the background and used when it is ready.
    virtual Task<Result<void>>
    insert_index(const CollectionRef& collection, const Index& index) = 0;

    virtual Task<Result<void>>
    drop_index(const CollectionRef& collection, const std::vector<monaql::Path>& properties) = 0;
};

/// Reads of collections outside a transaction; each sees all that was committed before.
class CollectionReader {
public:
    virtual ~CollectionReader() = default;

    virtual Task<Result<std::optional<Collection>>> find(const CollectionName& name) = 0;

    /// All, by name.
    virtual Task<Result<std::vector<Collection>>> list() = 0;
};

}  // namespace hako::collections
