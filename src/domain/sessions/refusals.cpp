// SPDX-License-Identifier: Apache-2.0
#include "domain/sessions/refusals.hpp"

namespace hako::sessions {

Error wrong_login() {
    return Error::invalid_param("username", "The username or the password is wrong.");
}

Error wrong_reset() {
    return Error::invalid_param("token", "This token is wrong, was used, or is too old.");
}

Error wrong_login_token() {
    return Error::invalid_param("loginToken", "This login token is not valid any more.");
}

Error too_many_tries(std::chrono::milliseconds wait) {
    return Error::rate_limited(
        "username", PublicText("Too many wrong tries. Try again later."), wait
    );
}

Error changes_meanwhile() {
    return Error::busy(
        "username",
        PublicText("This account is being changed; try again in a moment."),
        PrivateDetail("the password's hash changed while it was checked")
    );
}

}  // namespace hako::sessions
