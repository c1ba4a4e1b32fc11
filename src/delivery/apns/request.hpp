// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "delivery/http2/message.hpp"
#include "domain/push/provider_tokens.hpp"
#include "domain/push/push_gateway.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace hako::apns {

/// The request that carries a dispatch (Apple: "Sending notification requests to APNs").
/// `topic`: the app's bundle id, which gets the suffix that the push type asks for. `token`: null
/// with a client certificate.
http2::Request make_request(
    const push::Dispatch& dispatch,
    std::string_view topic,
    const push::ProviderToken* token
);

/// What APNs wrote into the body of a refusal.
struct Refusal {
    std::string reason;  ///< empty when the body is not what it should be
    std::optional<UnixMillis> timestamp;
};

Refusal parse_refusal(std::string_view body);

}  // namespace hako::apns
