// SPDX-License-Identifier: Apache-2.0
#include "domain/items/app_item_service.hpp"

#include "base/limits.hpp"
#include "domain/backend_storage.hpp"
#include "domain/backends/backend.hpp"
#include "domain/items/device_owner.hpp"
#include "domain/items/required_collection.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

namespace hako::items {
namespace {

using collections::CollectionName;
using collections::CollectionRef;
using permissions::Permission;
using permissions::Right;

constexpr std::string_view kDataParameter = "data";
constexpr std::string_view kPermissionParameter = "permission";

BackendStorage& data_of(const AppCaller& caller) {
    return *caller.backend().storage;
}

Identity identity_of(const AppCaller& caller) {
    return {DeviceKey::of(caller.device()), caller.user()};
}

Right rights_to(const Item& item, const Identity& identity) {
    return Permission::from_stored(item.permission).rights_of(identity, item.owner);
}

Error denied() {
    return Error(ErrorCode::permission_denied);
}

struct Place {
    CollectionRef collection;
    Item item;
};

/// The item, to which the caller must have the right `wanted`, inside a transaction.
Task<Result<Place>> require(
    BackendTransaction& tx,
    const CollectionName& name,
    const std::string& item,
    const Identity& identity,
    Right wanted
) {
    HAKO_CO_TRY_ASSIGN(auto collection, co_await require_collection(tx, name));
    const auto id = ItemId::parse(item);
    if (!id) {
        co_return denied();
    }
    HAKO_CO_TRY_ASSIGN(auto found, co_await tx.items().find(collection, *id));
    if (!found || !includes(rights_to(*found, identity), wanted)) {
        co_return denied();
    }
    co_return Place{collection, *std::move(found)};
}

/// The permission that the change gives to an item; empty when it would have too many keys.
std::optional<Permission> changed(const Item& item, const PermissionChange& change) {
    if (change.mode == PermissionChange::Mode::replace) {
        return change.permission.with_default_public(Right::none);
    }
    const auto before = Permission::from_stored(item.permission).with_default_public(Right::none);
    return before.merged_with(change.permission);
}

/// One transaction of a bulk change: gives how many of `ids` still match, with r and w, and were
/// changed.
Task<Result<std::int64_t>> change_some(
    BackendTransaction& tx,
    const CollectionName& name,
    std::span<const ItemId> ids,
    const ListQuery& query,
    const PermissionChange& change,
    UnixMillis now
) {
    HAKO_CO_TRY_ASSIGN(const auto collection, co_await require_collection(tx, name));
    HAKO_CO_TRY_ASSIGN(
        const auto matching, co_await tx.items().find_matching(collection, ids, query.filter)
    );
    std::int64_t count = 0;
    for (const Item& before : matching) {
        if (!includes(rights_to(before, query.visible_to->identity), Right::rw)) {
            continue;
        }
        const auto permission = changed(before, change);
        if (!permission) {
            co_return Error::invalid_param(
                kPermissionParameter,
                "An item must have at most " + std::to_string(limits::kPermissionKeysMax) + " keys."
            );
        }
        Item after = before;
        after.permission = permission->text();
        after.updated_at = now;
        HAKO_CO_TRY(co_await tx.items().replace(collection, before, after));
        ++count;
    }
    co_return count;
}

/// Whether the filter is exactly `_id == …`.
bool names_one_item(const monaql::Query& filter) {
    const auto* comparison = filter ? std::get_if<monaql::Comparison>(&filter->kind) : nullptr;
    return comparison != nullptr && comparison->op == monaql::Operator::eq &&
           comparison->path.parts.front() == "_id";
}

}  // namespace

Task<Result<ListPage>>
AppItemService::find(const AppCaller& caller, CollectionName collection, ListQuery query) const {
    query.visible_to = Visibility{identity_of(caller), Visibility::Need::read};
    query.filter = with_own_device_only(
        std::move(query.filter), caller.device(), query.visible_to->identity.device
    );
    HAKO_CO_TRY_ASSIGN(auto page, co_await data_of(caller).items().list(collection, query));
    if (!page) {
        co_return collections::no_such_collection(kCollectionParameter);
    }
    co_return *std::move(page);
}

Task<Result<Item>>
AppItemService::insert(const AppCaller& caller, CollectionName collection, AppDraft draft) const {
    auto work = [this, &caller, &collection, &draft](BackendTransaction& tx) -> Task<Result<Item>> {
        HAKO_CO_TRY_ASSIGN(const auto place, co_await require_collection(tx, collection));
        if (place.config.insertable == collections::Insertable::no) {
            co_return denied();
        }
        const Permission permission =
            draft.permission.with_default_public(place.config.default_public);
        const Owner owner = identity_of(caller).as_owner();
        NewItem item{owner, permission.text(), std::move(draft.properties).text()};
        const UnixMillis now = clock_.now();
        HAKO_CO_TRY(co_await tx.devices().touch(caller.device(), now));
        co_return co_await tx.items().insert(place, std::move(item), now);
    };
    auto written = write<Item>(data_of(caller).writes(), std::move(work));
    co_return co_await std::move(written);
}

Task<Result<void>> AppItemService::update(
    const AppCaller& caller,
    CollectionName collection,
    std::string item,
    Properties changes
) const {
    auto work = [&, this](BackendTransaction& tx) -> Task<Result<void>> {
        const Identity identity = identity_of(caller);
        HAKO_CO_TRY_ASSIGN(
            const auto place, co_await require(tx, collection, item, identity, Right::w)
        );
        Item after = place.item;
        HAKO_CO_TRY_ASSIGN(
            after.properties, changes.merged_over(place.item.properties, kDataParameter)
        );
        after.updated_at = clock_.now();
        co_return co_await tx.items().replace(place.collection, place.item, after);
    };
    auto written = write<void>(data_of(caller).writes(), std::move(work));
    co_return co_await std::move(written);
}

Task<Result<void>>
AppItemService::erase(const AppCaller& caller, CollectionName collection, std::string item) const {
    auto work = [&](BackendTransaction& tx) -> Task<Result<void>> {
        const Identity identity = identity_of(caller);
        HAKO_CO_TRY_ASSIGN(
            const auto place, co_await require(tx, collection, item, identity, Right::w)
        );
        const std::array ids{place.item.id};
        co_return co_await tx.items().erase(place.collection, ids);
    };
    auto written = write<void>(data_of(caller).writes(), std::move(work));
    co_return co_await std::move(written);
}

Task<Result<Permission>> AppItemService::permission(
    const AppCaller& caller,
    CollectionName collection,
    std::string item
) const {
    // A text that is no id is looked up as one that no item has, so that it takes as long.
    const ItemId id = ItemId::parse(item).value_or(ItemId(Uuid{}));
    HAKO_CO_TRY_ASSIGN(const auto found, co_await data_of(caller).items().find(collection, id));
    if (!found) {
        co_return collections::no_such_collection(kCollectionParameter);
    }
    if (!*found || !includes(rights_to(**found, identity_of(caller)), Right::rw)) {
        co_return denied();
    }
    co_return Permission::from_stored((*found)->permission).with_default_public(Right::none);
}

Task<Result<std::int64_t>> AppItemService::update_permission(
    const AppCaller& caller,
    CollectionName collection,
    monaql::Query filter,
    PermissionChange change
) const {
    ListQuery query;
    query.visible_to = Visibility{identity_of(caller), Visibility::Need::read_and_write};
    const bool is_one_item = names_one_item(filter);
    query.filter =
        with_own_device_only(std::move(filter), caller.device(), query.visible_to->identity.device);
    HAKO_CO_TRY_ASSIGN(
        const auto ids, co_await data_of(caller).items().matching(collection, query)
    );
    if (!ids) {
        co_return collections::no_such_collection(kCollectionParameter);
    }
    std::int64_t count = 0;
    for (std::size_t begin = 0; begin < ids->size(); begin += limits::kPermissionChangesAtOnce) {
        const std::size_t size = std::min(limits::kPermissionChangesAtOnce, ids->size() - begin);
        const auto some = std::span(*ids).subspan(begin, size);
        auto work = [&, some](BackendTransaction& tx) {
            return change_some(tx, collection, some, query, change, clock_.now());
        };
        auto written = write<std::int64_t>(data_of(caller).writes(), std::move(work));
        HAKO_CO_TRY_ASSIGN(const auto changed_now, co_await std::move(written));
        count += changed_now;
    }
    if (is_one_item && count == 0) {
        co_return denied();
    }
    co_return count;
}

}  // namespace hako::items
