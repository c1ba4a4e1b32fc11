// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/results.hpp"
#include "domain/collections/collection.hpp"
#include "domain/items/item.hpp"
#include "domain/users/user.hpp"
#include "rpc/result_type.hpp"

#include <cstdint>
#include <string>
#include <vector>

/// What the methods answer, as the wire shows it.
namespace hako::api::management {

/// `{item}`
struct ItemResult {
    items::Item item;
};

/// `{user}`
struct UserResult {
    users::User user;
};

/// `{totalItems}`
struct CountResult {
    std::int64_t total = 0;
};

/// `{names}`
struct NamesResult {
    std::vector<std::string> names;
};

/// `{items}`, each a definition.
struct CollectionsResult {
    std::vector<collections::Collection> collections;
};

/// `{config}`, a definition.
struct ConfigResult {
    collections::Collection collection;
};

/// `{indexes}`
struct IndexesResult {
    std::vector<collections::Index> indexes;
};

}  // namespace hako::api::management

namespace hako::rpc {

/// Declares ResultType<T>: its `write` and `schema` are in results.cpp.
#define HAKO_RESULT_TYPE(T)                                   \
    template <>                                               \
    struct ResultType<T> {                                    \
        static void write(std::string& out, const T& result); \
        static void schema(json::Writer& writer);             \
    }

HAKO_RESULT_TYPE(api::management::ItemResult);
HAKO_RESULT_TYPE(api::management::UserResult);
HAKO_RESULT_TYPE(api::management::CountResult);
HAKO_RESULT_TYPE(api::management::NamesResult);
HAKO_RESULT_TYPE(api::management::CollectionsResult);
HAKO_RESULT_TYPE(api::management::ConfigResult);
HAKO_RESULT_TYPE(api::management::IndexesResult);

#undef HAKO_RESULT_TYPE

}  // namespace hako::rpc
