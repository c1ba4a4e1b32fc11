// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/push/push.hpp"

#include <cstdint>
#include <span>
#include <string_view>

namespace hako::push {

/// What became of a message for a device, in plain words for whoever asks why it did not arrive:
/// what the provider's status and reason mean, and what is to be done. `status` 0: the provider did
/// not answer, and the reason is one of ours (`reasons` below).
///
/// Never empty: what is not in the table is explained by its status alone.
std::string_view explanation(Platform platform, int status, std::string_view reason);

/// Reasons that are ours, where no provider gave one. They come with status 0.
namespace reasons {

/// No credential is configured for the backend, platform and environment.
inline constexpr std::string_view kNoCredential = "NoCredential";
/// The configured credential cannot be used: `hako push doctor` says why.
inline constexpr std::string_view kBadCredential = "BadCredential";
/// APNs takes a new provider token of one team every 20 minutes only.
inline constexpr std::string_view kTokenBudget = "ProviderTokenBudget";
/// The provider could not be reached; nothing was sent.
inline constexpr std::string_view kNotConnected = "NotConnected";
/// The provider said that it did not process the request.
inline constexpr std::string_view kNotProcessed = "NotProcessed";
/// Sent, and no answer came.
inline constexpr std::string_view kNoAnswer = "NoAnswer";
/// The push was cancelled before this device's turn.
inline constexpr std::string_view kCancelled = "Cancelled";
/// The push was worth nothing any more before a provider took it.
inline constexpr std::string_view kExpired = "Expired";
/// The device gave its token back, another device took it over, or a provider said it is dead.
inline constexpr std::string_view kTokenGone = "TokenGone";
/// The device registered again as another platform or build type.
inline constexpr std::string_view kDeviceChanged = "DeviceChanged";
/// It was being sent when the push was cancelled and the process died: nobody knows the answer.
inline constexpr std::string_view kOutcomeUnknown = "OutcomeUnknown";

}  // namespace reasons

/// One row of the table of explanations.
struct Explanation {
    int status = 0;
    std::string_view reason;
    std::string_view text;
};

/// The whole table of a platform, for those who hold other tables against it.
std::span<const Explanation> explanations(Platform platform);

}  // namespace hako::push
