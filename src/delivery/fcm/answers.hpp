// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/push/push_gateway.hpp"

#include <chrono>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace hako::fcm {

/// What an answer asks of the credential, besides its verdict on the message.
enum class Step : std::uint8_t {
    none,
    new_token,  ///< the access token is fetched anew, once
    back_off,   ///< the whole project waits for Retry-After
    pause,      ///< the credential rests until it is changed, or is tried again in an hour
};

/// One row of what FCM answers (Google: "FCM error codes").
struct Answer {
    int status = 0;
    std::string_view code;
    push::Verdict verdict = push::Verdict::refused;
    Step step = Step::none;
    /// When Google names no pause.
    std::chrono::seconds pause{0};
};

/// What a code becomes when the answer is about the registration token alone.
inline constexpr std::string_view kInvalidToken = "INVALID_ARGUMENT message.token";

/// The whole table of messages:send.
std::span<const Answer> answers();

/// The row for a status and a code. What is not in the table is judged by its status; no token is
/// given up for it.
Answer find_answer(int status, std::string_view code);

/// The code in the body of a refusal: FcmError's, else the status of the error, with kInvalidToken
/// told apart. Empty when the body is not what it should be (HTML, nothing).
std::string parse_code(std::string_view body);

}  // namespace hako::fcm
