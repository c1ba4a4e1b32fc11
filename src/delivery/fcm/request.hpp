// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "crypto/secret.hpp"
#include "crypto/signing_key.hpp"
#include "delivery/http2/message.hpp"
#include "domain/push/credentials.hpp"
#include "domain/push/push_gateway.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace hako::fcm {

/// The body of messages:send: the push's `message` with the device's token in it. A push that
/// expires gets the Android `ttl` that is left at `now`, unless it has one of its own.
std::string make_body(const push::Dispatch& dispatch, UnixMillis now);

/// The request that carries a dispatch. `project` is a project id that was checked.
http2::Request make_request(
    const push::Dispatch& dispatch,
    std::string_view project,
    const crypto::Secret& access_token,
    UnixMillis now
);

/// The request for an access token (RFC 7523): `path` on the token server whose whole address is
/// `audience`.
http2::Request make_token_request(
    const push::FcmCredential& credential,
    const crypto::SigningKey& key,
    std::string_view path,
    std::string_view audience,
    UnixMillis now
);

/// What the token server answered.
struct TokenAnswer {
    std::optional<crypto::Secret> access_token;  ///< of a success
    std::chrono::seconds expires_in{0};
    std::string error;  ///< of a refusal (`invalid_grant`); empty when it cannot be read
};

TokenAnswer parse_token_answer(std::string_view body);

}  // namespace hako::fcm
