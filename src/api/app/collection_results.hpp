// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/items/item.hpp"
#include "rpc/result_type.hpp"

#include <cstdint>
#include <string>

/// What the `Collection.*` methods answer besides what other fronts do, too (api/results.hpp).
namespace hako::api::app {

/// `{item}`, as apps are shown it.
struct InsertedItem {
    items::Item item;
};

/// `{numUpdates}`
struct UpdateCount {
    std::int64_t count = 0;
};

}  // namespace hako::api::app

namespace hako::rpc {

template <>
struct ResultType<api::app::InsertedItem> {
    static void write(std::string& out, const api::app::InsertedItem& result);
    static void schema(json::Writer& writer);
};

template <>
struct ResultType<api::app::UpdateCount> {
    static void write(std::string& out, const api::app::UpdateCount& result);
    static void schema(json::Writer& writer);
};

}  // namespace hako::rpc
