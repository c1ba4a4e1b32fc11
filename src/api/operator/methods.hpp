// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/operator/front.hpp"

#include <vector>

namespace hako::api::operator_front {

/// Each in a file of its name: `backend.create` is backend_create.cpp.
Method backend_create();
Method backend_list();
Method backend_get();
Method backend_rename();
Method backend_set();
Method backend_delete();
Method key_create();
Method key_list();
Method key_revoke();
Method push_configure();
Method push_show();
Method push_remove();
Method push_doctor();

/// All of them and `rpc.discover`.
std::vector<Method> methods();

}  // namespace hako::api::operator_front
