// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/run_blocking.hpp"
#include "domain/backend_storage.hpp"
#include "json/document.hpp"
#include "monaql/parse.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What the tests of a store do with it, in words. Each step is one use case of its own and blocks
/// until it is committed; those that take a transaction are parts of a larger one.
namespace hako::steps {

inline constexpr UnixMillis kNow = 1'700'000'000'000;

collections::CollectionName name_of(std::string_view text);
monaql::Path path_of(std::string_view text);
users::Username username_of(std::string_view text);

/// Runs `work(transaction)`, which gives a Task<Result<T>>, as one use case.
template <class T, class Work>
Result<T> write_now(BackendStorage& data, Work work) {
    return run_blocking(write<T>(data.writes(), std::move(work)));
}

// Parts of a use case.
Task<Result<collections::CollectionRef>> require(BackendTransaction& tx, std::string name);
Task<Result<items::Item>>
insert_item(BackendTransaction& tx, std::string collection, items::NewItem item, UnixMillis now);
Task<Result<void>>
replace_item(BackendTransaction& tx, std::string collection, ItemId id, std::string properties);
Task<Result<void>>
erase_items(BackendTransaction& tx, std::string collection, std::span<const ItemId> ids);
Task<Result<void>> drop_collection(BackendTransaction& tx, std::string name);
Task<Result<void>>
create_index(BackendTransaction& tx, std::string collection, std::vector<monaql::Path> properties);
Task<Result<void>>
drop_index(BackendTransaction& tx, std::string collection, std::vector<monaql::Path> properties);
Task<Result<users::User>>
insert_user(BackendTransaction& tx, std::string username, std::string properties, UnixMillis now);

// Whole use cases.
Result<void> create(BackendStorage& data, const std::string& collection);
Result<void> drop(BackendStorage& data, const std::string& collection);
Result<items::Item>
insert(BackendStorage& data, const std::string& collection, const std::string& properties);
Result<void>
insert_all(BackendStorage& data, const std::string& collection, std::vector<items::NewItem> items);
Result<void> replace(
    BackendStorage& data,
    const std::string& collection,
    ItemId id,
    const std::string& properties
);
Result<void> erase(BackendStorage& data, const std::string& collection, std::vector<ItemId> ids);
Result<void>
create_index(BackendStorage& data, const std::string& collection, std::vector<std::string> paths);
Result<void>
drop_index(BackendStorage& data, const std::string& collection, std::vector<std::string> paths);
Result<users::User>
insert_user(BackendStorage& data, const std::string& username, const std::string& properties);

// Reads.
ListQuery all();
ListQuery where(std::string_view monaql, std::string_view bind = "[]");
ListQuery sorted(ListQuery query, std::string_view property, SortOrder order);
ListQuery paged(ListQuery query, std::int64_t offset, std::int64_t limit);

/// Empty when there is no such collection.
std::optional<ListPage>
list(BackendStorage& data, const std::string& collection, const ListQuery& query);
std::optional<items::Item> find(BackendStorage& data, const std::string& collection, ItemId id);
std::optional<collections::Collection>
find_collection(BackendStorage& data, const std::string& name);

/// The ids of a page, in order.
std::vector<std::string> ids_of(const ListPage& page);

/// Waits until no index of the collection is being built; false when that takes too long.
bool wait_for_indexes(BackendStorage& data, const std::string& collection);

}  // namespace hako::steps
