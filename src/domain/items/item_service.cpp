// SPDX-License-Identifier: Apache-2.0
#include "domain/items/item_service.hpp"

#include "domain/backend_storage.hpp"
#include "domain/backends/backend.hpp"
#include "domain/items/required_collection.hpp"

#include <utility>

namespace hako::items {
namespace {

using collections::CollectionName;
using collections::CollectionRef;
using permissions::Permission;
using permissions::Right;

constexpr std::string_view kItemParameter = "item";

BackendStorage& data_of(const ManagementCaller& caller) {
    return *caller.backend().storage;
}

struct Place {
    CollectionRef collection;
    Item item;
};

/// The item, which must exist, inside a transaction.
Task<Result<Place>> require(BackendTransaction& tx, const CollectionName& name, ItemId id) {
    HAKO_CO_TRY_ASSIGN(auto collection, co_await require_collection(tx, name));
    HAKO_CO_TRY_ASSIGN(auto item, co_await tx.items().find(collection, id));
    if (!item) {
        co_return no_such_item();
    }
    co_return Place{collection, *std::move(item)};
}

}  // namespace

Error no_such_item() {
    return Error::invalid_param("_id", "Item not found.");
}

Task<Result<Item>>
ItemService::create(const ManagementCaller& caller, CollectionName collection, Draft draft) const {
    auto work = [this, &collection, &draft](BackendTransaction& tx) -> Task<Result<Item>> {
        HAKO_CO_TRY_ASSIGN(const auto place, co_await require_collection(tx, collection));
        const Permission permission =
            draft.permission.with_default_public(place.config.default_public);
        NewItem item{draft.owner, permission.text(), std::move(draft.properties).text()};
        co_return co_await tx.items().insert(place, std::move(item), clock_.now());
    };
    auto written = write<Item>(data_of(caller).writes(), std::move(work));
    co_return co_await std::move(written);
}

Task<Result<Item>>
ItemService::get(const ManagementCaller& caller, CollectionName collection, ItemId id) const {
    HAKO_CO_TRY_ASSIGN(auto found, co_await data_of(caller).items().find(collection, id));
    if (!found) {
        co_return collections::no_such_collection(kCollectionParameter);
    }
    if (!*found) {
        co_return no_such_item();
    }
    co_return **std::move(found);
}

Task<Result<void>> ItemService::update(
    const ManagementCaller& caller,
    CollectionName collection,
    ItemId id,
    Properties changes
) const {
    auto work = [this, &collection, id, &changes](BackendTransaction& tx) -> Task<Result<void>> {
        HAKO_CO_TRY_ASSIGN(const auto place, co_await require(tx, collection, id));
        const Item& before = place.item;
        HAKO_CO_TRY_ASSIGN(auto merged, changes.merged_over(before.properties, kItemParameter));
        const Item after{
            before.id,
            before.created_at,
            clock_.now(),
            before.owner,
            before.permission,
            std::move(merged),
        };
        co_return co_await tx.items().replace(place.collection, place.item, after);
    };
    auto written = write<void>(data_of(caller).writes(), std::move(work));
    co_return co_await std::move(written);
}

Task<Result<void>> ItemService::erase(
    const ManagementCaller& caller,
    CollectionName collection,
    std::vector<ItemId> ids
) const {
    auto work = [&collection, &ids](BackendTransaction& tx) -> Task<Result<void>> {
        HAKO_CO_TRY_ASSIGN(const auto place, co_await require_collection(tx, collection));
        co_return co_await tx.items().erase(place, ids);
    };
    auto written = write<void>(data_of(caller).writes(), std::move(work));
    co_return co_await std::move(written);
}

Task<Result<ListPage>> ItemService::list(
    const ManagementCaller& caller,
    CollectionName collection,
    ListQuery query
) const {
    HAKO_CO_TRY_ASSIGN(auto page, co_await data_of(caller).items().list(collection, query));
    if (!page) {
        co_return collections::no_such_collection(kCollectionParameter);
    }
    co_return *std::move(page);
}

Task<Result<std::int64_t>> ItemService::count(
    const ManagementCaller& caller,
    CollectionName collection,
    ListQuery query
) const {
    HAKO_CO_TRY_ASSIGN(const auto total, co_await data_of(caller).items().count(collection, query));
    if (!total) {
        co_return collections::no_such_collection(kCollectionParameter);
    }
    co_return *total;
}

Task<Result<void>> ItemService::set_permission(
    const ManagementCaller& caller,
    CollectionName collection,
    ItemId id,
    Permission permission
) const {
    const std::string text = permission.with_default_public(Right::none).text();
    auto work = [this, &collection, id, &text](BackendTransaction& tx) -> Task<Result<void>> {
        HAKO_CO_TRY_ASSIGN(const auto place, co_await require(tx, collection, id));
        Item after = place.item;
        after.permission = text;
        after.updated_at = clock_.now();
        co_return co_await tx.items().replace(place.collection, place.item, after);
    };
    auto written = write<void>(data_of(caller).writes(), std::move(work));
    co_return co_await std::move(written);
}

}  // namespace hako::items
