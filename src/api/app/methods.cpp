// SPDX-License-Identifier: Apache-2.0
#include "api/app/methods.hpp"

namespace hako::api::app {

std::vector<Method> methods() {
    return {
        user_register(),
        user_validate(),
        user_unregister(),
        user_login(),
        user_auto_login(),
        user_logout(),
        user_update_password(),
        user_send_password_reset_token(),
        user_reset_password_and_login(),
        user_get_properties(),
        user_save_properties(),
        collection_find(),
        collection_insert(),
        collection_update(),
        collection_get_permission(),
        collection_update_permission(),
        collection_delete(),
        device_get_properties(),
        device_save_properties(),
        mailer_send_mail(),
    };
}

}  // namespace hako::api::app
