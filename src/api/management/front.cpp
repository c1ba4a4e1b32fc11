// SPDX-License-Identifier: Apache-2.0
#include "api/management/front.hpp"

#include "api/error_table.hpp"
#include "api/management/methods.hpp"

namespace hako::api::management {

Registry make_registry() {
    const rpc::ApiDescription description{
        .title = "Hako Backend Management API",
        .version = "1.0.0",
        .description =
            "Users, collections, collection items and pushes of one backend, for server programs. "
            "POST to /manage/json-rpc/{backendId} with the header "
            "X-Monaca-Backend-Management-API-Key.",
        .errors = {ErrorCode::api_key_invalid, ErrorCode::rate_limited},
    };
    return {description, &wire_error, methods()};
}

}  // namespace hako::api::management

namespace hako::rpc {

Result<void> AccessPolicy<ManagementCaller>::permits(Rule rule, const ManagementCaller&) {
    switch (rule) {
        case Rule::management_key:
            return {};
    }
    return Error(ErrorCode::permission_denied);
}

}  // namespace hako::rpc
