// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/callers.hpp"
#include "domain/collections/collection_service.hpp"
#include "domain/items/item_service.hpp"
#include "domain/push/push_service.hpp"
#include "domain/users/user_service.hpp"
#include "rpc/method.hpp"
#include "rpc/registry.hpp"

#include <cstdint>

namespace hako::api::management {

/// Who may call a method of this front. A caller is one that showed a valid key
/// (backends::Directory).
enum class Access : std::uint8_t {
    management_key,  ///< everyone who got in: a management key may do everything to its backend
};

/// What the methods work with.
struct Services {
    const collections::CollectionService& collections;
    const items::ItemService& items;
    const users::UserService& users;
    const push::PushService& pushes;
};

using Method = rpc::Method<ManagementCaller, Services>;
using Registry = rpc::Registry<ManagementCaller, Services>;

/// The methods of the Backend Management API, in the order of upstream's reference, and their
/// OpenRPC document. Made once, at start-up.
Registry make_registry();

}  // namespace hako::api::management

template <>
struct hako::rpc::AccessPolicy<hako::ManagementCaller> {
    using Rule = api::management::Access;

    static Result<void> permits(Rule rule, const ManagementCaller& caller);
};
