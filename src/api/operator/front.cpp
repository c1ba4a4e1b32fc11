// SPDX-License-Identifier: Apache-2.0
#include "api/operator/front.hpp"

#include "api/error_table.hpp"
#include "api/operator/methods.hpp"

namespace hako::api::operator_front {

Registry make_registry() {
    const rpc::ApiDescription description{
        .title = "Hako operator API",
        .version = "1.0.0",
        .description =
            "Backends, their management keys and push credentials. For the command line; not part "
            "of Hako's "
            "contract.",
        .errors = {},
    };
    return {description, &wire_error, methods()};
}

}  // namespace hako::api::operator_front

namespace hako::rpc {

Result<void> AccessPolicy<OperatorCaller>::permits(Rule rule, const OperatorCaller&) {
    switch (rule) {
        case Rule::data_folder:
            return {};
    }
    return Error(ErrorCode::permission_denied);
}

}  // namespace hako::rpc
