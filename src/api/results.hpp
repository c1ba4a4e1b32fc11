// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/list_query.hpp"
#include "rpc/result_type.hpp"

#include <string>

/// What methods of several fronts answer.
namespace hako::api {

/// `{items, totalItems}`, the items being users or items of a collection.
struct ListResult {
    ListPage page;
};

/// `{permission}`
struct PermissionResult {
    std::string json;  ///< canonical
};

/// The JSON Schema of a user in a result; its own properties may stand beside these.
void write_user_schema(json::Writer& writer);

}  // namespace hako::api

namespace hako::rpc {

template <>
struct ResultType<api::ListResult> {
    static void write(std::string& out, const api::ListResult& result);
    static void schema(json::Writer& writer);
};

template <>
struct ResultType<api::PermissionResult> {
    static void write(std::string& out, const api::PermissionResult& result);
    static void schema(json::Writer& writer);
};

}  // namespace hako::rpc
