// SPDX-License-Identifier: Apache-2.0
#include "api/operator/methods.hpp"

#include "rpc/openrpc.hpp"

namespace hako::api::operator_front {

std::vector<Method> methods() {
    return {
        backend_create(),
        backend_list(),
        backend_get(),
        backend_rename(),
        backend_set(),
        backend_delete(),
        key_create(),
        key_list(),
        key_revoke(),
        push_configure(),
        push_show(),
        push_remove(),
        push_doctor(),
        rpc::discover_method<OperatorCaller, Services>(Access::data_folder),
    };
}

}  // namespace hako::api::operator_front
