// SPDX-License-Identifier: Apache-2.0
#include "domain/collections/collection_service.hpp"

#include "base/limits.hpp"
#include "domain/backend_storage.hpp"
#include "domain/backends/backend.hpp"

#include <algorithm>

namespace hako::collections {
namespace {

constexpr std::string_view kNameParameter = "_id";
constexpr std::string_view kIndexParameter = "properties";

BackendStorage& data_of(const ManagementCaller& caller) {
    return *caller.backend().storage;
}

Error too_many(std::string_view parameter, std::string text) {
    Error error(ErrorCode::invalid_operation);
    error.add_param(parameter, std::move(text));
    return error;
}

/// The collection, which must exist, inside a transaction.
Task<Result<CollectionRef>> require(BackendTransaction& tx, const CollectionName& name) {
    HAKO_CO_TRY_ASSIGN(auto found, co_await tx.collections().find(name));
    if (!found) {
        co_return no_such_collection(kNameParameter);
    }
    co_return *std::move(found);
}

Result<void> check_index_properties(const std::vector<monaql::Path>& properties) {
    if (properties.empty() || properties.size() > limits::kIndexPropertiesMax) {
        return Error::invalid_param(
            kIndexParameter,
            "An index is over 1 to " + std::to_string(limits::kIndexPropertiesMax) + " properties."
        );
    }
    for (auto i = properties.begin(); i != properties.end(); ++i) {
        if (std::find(properties.begin(), i, *i) != i) {
            return Error::invalid_param(
                kIndexParameter, "The property \"" + i->text() + "\" is named twice."
            );
        }
    }
    return {};
}

bool has_index(const std::vector<Index>& indexes, const std::vector<monaql::Path>& properties) {
    return std::any_of(indexes.begin(), indexes.end(), [&](const Index& index) {
        return index.properties == properties;
    });
}

}  // namespace

Task<Result<void>> CollectionService::create(
    const ManagementCaller& caller,
    CollectionName name,
    Config config
) const {
    auto work = [this, &name, &config](BackendTransaction& tx) -> Task<Result<void>> {
        HAKO_CO_TRY_ASSIGN(const auto found, co_await tx.collections().find(name));
        if (found) {
            co_return Error::invalid_param(
                kNameParameter, "A collection of this name exists already."
            );
        }
        HAKO_CO_TRY_ASSIGN(const auto count, co_await tx.collections().count());
        if (count >= limits::kCollectionsPerBackendMax) {
            co_return too_many(
                kNameParameter,
                "A backend has at most " + std::to_string(limits::kCollectionsPerBackendMax) +
                    " collections."
            );
        }
        co_return co_await tx.collections().insert(name, config, clock_.now());
    };
    auto written = write<void>(data_of(caller).writes(), std::move(work));
    co_return co_await std::move(written);
}

Task<Result<void>> CollectionService::drop(const ManagementCaller& caller, CollectionName name)
    const {
    auto work = [&name](BackendTransaction& tx) -> Task<Result<void>> {
        HAKO_CO_TRY_ASSIGN(const auto collection, co_await require(tx, name));
        co_return co_await tx.collections().drop(collection);
    };
    auto written = write<void>(data_of(caller).writes(), std::move(work));
    co_return co_await std::move(written);
}

Task<Result<void>> CollectionService::set_config(
    const ManagementCaller& caller,
    CollectionName name,
    ConfigChange change
) const {
    auto work = [this, &name, &change](BackendTransaction& tx) -> Task<Result<void>> {
        HAKO_CO_TRY_ASSIGN(const auto collection, co_await require(tx, name));
        Config config = collection.config;
        config.insertable = change.insertable.value_or(config.insertable);
        config.default_public = change.default_public.value_or(config.default_public);
        co_return co_await tx.collections().set_config(collection, config, clock_.now());
    };
    auto written = write<void>(data_of(caller).writes(), std::move(work));
    co_return co_await std::move(written);
}

Task<Result<Collection>> CollectionService::get(const ManagementCaller& caller, CollectionName name)
    const {
    HAKO_CO_TRY_ASSIGN(auto found, co_await data_of(caller).collections().find(name));
    if (!found) {
        co_return no_such_collection(kNameParameter);
    }
    co_return *std::move(found);
}

Task<Result<std::vector<Collection>>> CollectionService::list(const ManagementCaller& caller
) const {
    return data_of(caller).collections().list();
}

Task<Result<std::vector<std::string>>>
CollectionService::property_names(const ManagementCaller& caller, CollectionName name) const {
    auto reading = data_of(caller).items().property_names(name, limits::kPropertyNamesFromNewest);
    HAKO_CO_TRY_ASSIGN(auto names, co_await std::move(reading));
    if (!names) {
        co_return no_such_collection(kNameParameter);
    }
    co_return *std::move(names);
}

Task<Result<void>> CollectionService::create_index(
    const ManagementCaller& caller,
    CollectionName name,
    std::vector<monaql::Path> properties
) const {
    HAKO_CO_TRY(check_index_properties(properties));
    auto work = [&name, &properties](BackendTransaction& tx) -> Task<Result<void>> {
        HAKO_CO_TRY_ASSIGN(const auto collection, co_await require(tx, name));
        HAKO_CO_TRY_ASSIGN(const auto indexes, co_await tx.collections().indexes(collection));
        if (has_index(indexes, properties)) {
            co_return Result<void>();
        }
        const auto asked = std::count_if(indexes.begin(), indexes.end(), [](const Index& index) {
            return index.origin == IndexOrigin::asked;
        });
        if (static_cast<std::size_t>(asked) >= limits::kIndexesPerCollectionMax) {
            co_return too_many(
                kIndexParameter,
                "A collection has at most " + std::to_string(limits::kIndexesPerCollectionMax) +
                    " indexes that were asked for. Drop one first."
            );
        }
        const Index index{properties, IndexState::building, IndexOrigin::asked};
        co_return co_await tx.collections().insert_index(collection, index);
    };
    auto written = write<void>(data_of(caller).writes(), std::move(work));
    co_return co_await std::move(written);
}

Task<Result<void>> CollectionService::drop_index(
    const ManagementCaller& caller,
    CollectionName name,
    std::vector<monaql::Path> properties
) const {
    auto work = [&name, &properties](BackendTransaction& tx) -> Task<Result<void>> {
        HAKO_CO_TRY_ASSIGN(const auto collection, co_await require(tx, name));
        HAKO_CO_TRY_ASSIGN(const auto indexes, co_await tx.collections().indexes(collection));
        if (!has_index(indexes, properties)) {
            co_return Error::invalid_param(
                kIndexParameter, "There is no index over these properties."
            );
        }
        co_return co_await tx.collections().drop_index(collection, properties);
    };
    auto written = write<void>(data_of(caller).writes(), std::move(work));
    co_return co_await std::move(written);
}

}  // namespace hako::collections
