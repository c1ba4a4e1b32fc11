// SPDX-License-Identifier: Apache-2.0
#include "api/management/methods.hpp"

#include "rpc/openrpc.hpp"

namespace hako::api::management {

std::vector<Method> methods() {
    return {
        user_list(),
        user_create(),
        user_get(),
        user_update(),
        user_delete(),
        user_get_property_names(),
        collection_list(),
        collection_create(),
        collection_drop(),
        collection_set_config(),
        collection_get_config(),
        collection_get_property_names(),
        collection_create_index(),
        collection_drop_index(),
        collection_list_indexes(),
        collection_item_list(),
        collection_item_create(),
        collection_item_get(),
        collection_item_update(),
        collection_item_delete(),
        collection_item_get_permission(),
        collection_item_set_permission(),
        collection_item_count(),
        push_send(),
        push_status(),
        push_list(),
        push_cancel(),
        push_devices(),
        rpc::discover_method<ManagementCaller, Services>(Access::management_key),
    };
}

}  // namespace hako::api::management
