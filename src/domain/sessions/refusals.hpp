// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.hpp"

#include <chrono>

namespace hako::sessions {

/// Of a login: one for all that can be wrong, so that it tells nothing of which names exist.
Error wrong_login();

/// Of a reset: one for an unknown user and a token that is wrong, used or over.
Error wrong_reset();

/// Of an auto-login: one for a token that is unknown, over, or of another device.
Error wrong_login_token();

/// Wrong tries came too fast; the next one is taken after `wait`.
Error too_many_tries(std::chrono::milliseconds wait);

/// Of a password whose stored hash changed while it was checked: by a change of the password, or by
/// another login that hashed the same one anew.
Error changes_meanwhile();

}  // namespace hako::sessions
