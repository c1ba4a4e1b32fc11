// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/app/front.hpp"

#include <vector>

namespace hako::api::app {

/// Each in a file of its name: `User.login` is user_login.cpp.
Method user_register();
Method user_validate();
Method user_unregister();
Method user_login();
Method user_auto_login();
Method user_logout();
Method user_update_password();
Method user_send_password_reset_token();
Method user_reset_password_and_login();
Method user_get_properties();
Method user_save_properties();
Method collection_find();
Method collection_insert();
Method collection_update();
Method collection_get_permission();
Method collection_update_permission();
Method collection_delete();
Method device_get_properties();
Method device_save_properties();
Method mailer_send_mail();

/// All of them, in the order of the spec.
std::vector<Method> methods();

}  // namespace hako::api::app
