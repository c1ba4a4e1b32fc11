// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/collections/collection_store.hpp"
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/write_state.hpp"

namespace hako::sqlite {

/// See the port.
class CollectionStore final : public collections::CollectionStore {
public:
    CollectionStore(Connection& connection, WriteState& state)
        : connection_(connection), state_(state) {}

    Task<Result<std::optional<collections::CollectionRef>>> find(
        const collections::CollectionName& name
    ) override;

    Task<Result<std::size_t>> count() override;

    Task<Result<void>> insert(
        const collections::CollectionName& name,
        const collections::Config& config,
        UnixMillis now
    ) override;

    Task<Result<void>> set_config(
        const collections::CollectionRef& collection,
        const collections::Config& config,
        UnixMillis now
    ) override;

    Task<Result<void>> drop(const collections::CollectionRef& collection) override;

    Task<Result<std::vector<collections::Index>>> indexes(
        const collections::CollectionRef& collection
    ) override;

    Task<Result<void>> insert_index(
        const collections::CollectionRef& collection,
        const collections::Index& index
    ) override;

    Task<Result<void>> drop_index(
        const collections::CollectionRef& collection,
        const std::vector<monaql::Path>& properties
    ) override;

private:
    Result<std::int64_t> next_number(std::string_view kind);
    Result<void> insert_set(
        const collections::CollectionName& name,
        const collections::Config& config,
        UnixMillis now
    );
    Result<void> insert_index_now(std::int64_t set_number, const collections::Index& index);
    Result<void>
    drop_index_now(std::int64_t set_number, const std::vector<monaql::Path>& properties);
    Result<void> drop_set(std::int64_t set_number);

    /// Puts a changed copy of the set's definition into the state.
    template <class Change>
    void change_set(std::int64_t set_number, Change change);

    Connection& connection_;
    WriteState& state_;
};

}  // namespace hako::sqlite
