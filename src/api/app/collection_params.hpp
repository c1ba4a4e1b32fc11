// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/param_types.hpp"
#include "domain/list_query.hpp"
#include "rpc/param_type.hpp"

#include <optional>
#include <string>
#include <vector>

/// What the parameters of the `Collection.*` methods are made of besides the shared ones.
namespace hako::api::app {

/// `name`, `name ASC` or `name DESC` in any case, or an array of them (kSortPropertiesMax at most).
/// A blank one says nothing.
struct OrderBy {
    std::vector<Sorting> sortings;
};

/// `{propertyNames, limit, page}`; other members are passed over, null is not given.
struct FindOptions {
    std::optional<PropertyNames> property_names;
    ItemsInPage limit{limits::kFindLimitDefault};
    PageNumber page;
};

/// `{forceOverwrite}`; other members are passed over, null is not given.
struct UpdatePermissionOptions {
    bool force_overwrite = false;
};

/// A query over items as an app asks it; what is wrong is added to `wrong` under `criteria` and
/// `bindParams`.
ListQuery make_app_query(
    std::optional<std::string> criteria,
    std::optional<BindParams> bind,
    const OrderBy& order_by,
    const FindOptions& options,
    Error& wrong
);

}  // namespace hako::api::app

namespace hako::rpc {

/// Declares ParamType<T>: its `decode` and `schema` are in collection_params.cpp.
#define HAKO_PARAM_TYPE(T)                                                   \
    template <>                                                              \
    struct ParamType<T> {                                                    \
        static std::optional<T> decode(json::Value value, std::string& why); \
        static void schema(json::Writer& writer);                            \
    }

HAKO_PARAM_TYPE(api::app::OrderBy);
HAKO_PARAM_TYPE(api::app::FindOptions);
HAKO_PARAM_TYPE(api::app::UpdatePermissionOptions);

#undef HAKO_PARAM_TYPE

}  // namespace hako::rpc
