// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/ids.hpp"
#include "base/limits.hpp"
#include "crypto/secret.hpp"
#include "domain/collections/collection.hpp"
#include "domain/list_query.hpp"
#include "domain/permissions/permission.hpp"
#include "domain/properties.hpp"
#include "domain/users/user_service.hpp"
#include "rpc/param_type.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// What the fronts' parameters are made of: the domain's values, read from JSON.
namespace hako::api {

/// The user whom an item belongs to. There need not be such a user.
struct OwnerId {
    UserId id;
};

/// Properties of what is created: system properties are refused.
struct NewProperties {
    Properties properties;
};

/// Properties that are put over stored ones: system properties are passed over.
struct PropertyChanges {
    Properties properties;
};

/// From 1.
struct PageNumber {
    std::int64_t value = 1;
};

/// 1 to kItemsInPageMax.
struct ItemsInPage {
    std::int64_t value = limits::kItemsInPageDefault;
};

/// The property names that a list shows, sorted, each once (domain/properties.hpp).
struct PropertyNames {
    std::vector<std::string> names;
};

/// An array of values for the place holders of a query; a view, as json::Value.
struct BindParams {
    json::Value values;
};

/// Ids of what is to be deleted, at most kIdListEntriesMax. A text that is no id is the id of
/// nothing and is passed over, as ids that do not exist are.
template <class Id>
struct IdList {
    std::vector<Id> ids;
};

/// The properties of an index, in order; how many there may be is the use case's to say.
struct IndexProperties {
    std::vector<monaql::Path> paths;
};

}  // namespace hako::api

namespace hako::rpc {

/// Declares ParamType<T>: its `decode` and `schema` are in param_types.cpp.
#define HAKO_PARAM_TYPE(T)                                                   \
    template <>                                                              \
    struct ParamType<T> {                                                    \
        static std::optional<T> decode(json::Value value, std::string& why); \
        static void schema(json::Writer& writer);                            \
    }

HAKO_PARAM_TYPE(collections::CollectionName);
HAKO_PARAM_TYPE(collections::Insertable);
HAKO_PARAM_TYPE(permissions::Permission);
HAKO_PARAM_TYPE(permissions::Right);
HAKO_PARAM_TYPE(users::UserUpdate);
HAKO_PARAM_TYPE(crypto::Secret);
HAKO_PARAM_TYPE(SortOrder);
HAKO_PARAM_TYPE(ItemId);
HAKO_PARAM_TYPE(UserId);
HAKO_PARAM_TYPE(api::OwnerId);
HAKO_PARAM_TYPE(api::NewProperties);
HAKO_PARAM_TYPE(api::PropertyChanges);
HAKO_PARAM_TYPE(api::PageNumber);
HAKO_PARAM_TYPE(api::ItemsInPage);
HAKO_PARAM_TYPE(api::PropertyNames);
HAKO_PARAM_TYPE(api::BindParams);
HAKO_PARAM_TYPE(api::IdList<ItemId>);
HAKO_PARAM_TYPE(api::IdList<UserId>);
HAKO_PARAM_TYPE(api::IndexProperties);

#undef HAKO_PARAM_TYPE

}  // namespace hako::rpc
