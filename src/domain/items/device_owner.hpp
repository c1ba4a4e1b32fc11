// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/owner.hpp"
#include "monaql/query.hpp"

#include <string_view>

namespace hako::items {

/// What a query may ask of the device that owns an item (spec app-api.md). A device id is a
/// credential, so only the caller's own can be asked for: compared with anything else, the property
/// matches nothing, under every operator and every negation.
inline constexpr std::string_view kDeviceOwnerProperty = "_ownerDeviceOid";

/// The query with every comparison of `_ownerDeviceOid` replaced by what it may tell `device_id`,
/// whose key is `device`. Of them the result has only `_ownerDeviceOid == "<the key's hex digits>"`
/// and its negation, where the property is meant to be the hex digits of the key of the item's
/// owner, or null.
///
/// A comparison with another value is neither true nor false, and what depends on it alone does not
/// match (Kleene's three values). So nothing tells one foreign device from another, their order
/// least of all.
monaql::Query
with_own_device_only(monaql::Query query, std::string_view device_id, const DeviceKey& device);

}  // namespace hako::items
