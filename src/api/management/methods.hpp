// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/management/front.hpp"

#include <vector>

namespace hako::api::management {

/// Each in a file of its name: `CollectionItem.create` is collection_item_create.cpp.
Method user_list();
Method user_create();
Method user_get();
Method user_update();
Method user_delete();
Method user_get_property_names();
Method collection_list();
Method collection_create();
Method collection_drop();
Method collection_set_config();
Method collection_get_config();
Method collection_get_property_names();
Method collection_create_index();
Method collection_drop_index();
Method collection_list_indexes();
Method collection_item_list();
Method collection_item_count();
Method collection_item_create();
Method collection_item_get();
Method collection_item_update();
Method collection_item_delete();
Method collection_item_get_permission();
Method collection_item_set_permission();
Method push_send();
Method push_status();
Method push_list();
Method push_cancel();
Method push_devices();

/// All of them and `rpc.discover`, in the order of upstream's reference; what is ours stands behind
/// upstream's methods of the same noun.
std::vector<Method> methods();

}  // namespace hako::api::management
