// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/push/push_gateway.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace hako::apns {

/// What an answer asks of the connection and the credential, besides its verdict on the message.
enum class Step : std::uint8_t {
    none,
    reconnect,     ///< what comes goes by a new connection
    new_token,     ///< the provider token is made anew, as soon as that is allowed
    stop_minting,  ///< no new provider token for a while; the credential rests
    pause,         ///< the credential rests until it is changed, or is tried again in an hour
};

/// One row of what APNs answers (Apple: "Handling notification responses from APNs").
struct Answer {
    int status = 0;
    std::string_view reason;
    push::Verdict verdict = push::Verdict::refused;
    Step step = Step::none;
};

/// The whole table.
std::span<const Answer> answers();

/// The row for a status and a reason. What is not in the table is judged by its status: 429 and
/// 5xx are tried again, the rest is refused.
Answer find_answer(int status, std::string_view reason);

/// The row for a reason alone, as GOAWAY carries it; one that pauses the credential, or
/// `retry_now`.
Answer find_goaway_answer(std::string_view reason);

}  // namespace hako::apns
