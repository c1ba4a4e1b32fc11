// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/random.hpp"
#include "domain/items/item_store.hpp"
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/write_state.hpp"

namespace hako::sqlite {

/// See the port.
class ItemStore final : public items::ItemStore {
public:
    ItemStore(Connection& connection, WriteState& state, Random& random)
        : connection_(connection), state_(state), random_(random) {}

    Task<Result<std::optional<items::Item>>>
    find(const collections::CollectionRef& collection, ItemId id) override;

    Task<Result<std::vector<items::Item>>> find_matching(
        const collections::CollectionRef& collection,
        std::span<const ItemId> ids,
        const monaql::Query& filter
    ) override;

    Task<Result<items::Item>> insert(
        const collections::CollectionRef& collection,
        items::NewItem item,
        UnixMillis now
    ) override;

    Task<Result<void>> replace(
        const collections::CollectionRef& collection,
        const items::Item& before,
        const items::Item& after
    ) override;

    Task<Result<void>>
    erase(const collections::CollectionRef& collection, std::span<const ItemId> ids) override;

private:
    Result<items::Item> insert_now(const SetInfo& set, items::NewItem item, UnixMillis now);
    Result<void>
    replace_now(const SetInfo& set, const items::Item& before, const items::Item& after);
    Result<void> erase_now(const SetInfo& set, std::span<const ItemId> ids);

    Connection& connection_;
    WriteState& state_;
    Random& random_;
};

/// The item with this id; also used by readers.
Result<std::optional<items::Item>> find_item(Connection& connection, const SetInfo& set, ItemId id);

}  // namespace hako::sqlite
