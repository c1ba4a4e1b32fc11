// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/uuid.hpp"
#include "domain/push/push.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hako::push {

/// What a provider is asked to carry, the same for every device of a push.
struct Payload {
    /// The JSON body for APNs; for FCM the JSON object `message` without `token`.
    std::string json;
    /// Further APNs headers (`apns-collapse-id`, `apns-priority`, `apns-push-type`, ...), lower
    /// case. Never `authorization`, `apns-topic`, `apns-id`.
    std::vector<std::pair<std::string, std::string>> apns_headers;
    /// When it is worth nothing any more.
    std::optional<UnixMillis> expires_at;
};

/// One request to a provider.
struct Dispatch {
    std::uint64_t ticket = 0;  ///< comes back with the outcome
    BackendId backend;         ///< whose credential is used
    Platform platform = Platform::ios;
    ApnsEnvironment environment = ApnsEnvironment::production;  ///< iOS only
    std::string token;
    Uuid message_id;  ///< `apns-id`: the same at every attempt for one device of one push
    std::shared_ptr<const Payload> payload;
};

/// What the provider's answer means for the delivery. Each provider's table gives one of these for
/// every status and reason.
enum class Verdict : std::uint8_t {
    accepted,    ///< the provider took it; final
    token_dead,  ///< final; the token goes, unless the device registered again after `dead_since`
    wrong_environment,   ///< APNs BadDeviceToken: the other environment is tried once, then
                         ///< token_dead
    refused,             ///< final: this message can never be sent (payload, our mistake)
    retry_later,         ///< not taken: again after `retry_after`, or with growing pauses
    retry_device_later,  ///< too many to this one device: again after minutes
    retry_now,           ///< certainly not processed (GOAWAY, REFUSED_STREAM): again at once
    unknown,             ///< no answer: it may have been taken; again with the same message id
    credential_paused,   ///< nothing of this credential is sent until `retry_after`, or until it
                         ///< changes
    no_credential,       ///< the backend has none for this platform and environment; final
};

/// A provider's answer about one device.
struct Outcome {
    Verdict verdict = Verdict::unknown;
    int status = 0;      ///< HTTP status; 0 when there was no answer
    std::string reason;  ///< the provider's own word (`Unregistered`), or ours when it gave none
    std::optional<UnixMillis> dead_since;
    std::optional<std::chrono::seconds> retry_after;
};

/// Is told how dispatches ended: once for each, in any order, on the gateway's thread.
class OutcomeSink {
public:
    virtual ~OutcomeSink() = default;
    virtual void finished(std::uint64_t ticket, Outcome outcome) = 0;
};

/// The way to the providers. Nothing is sent that is not stored before (design: outbox).
class PushGateway {
public:
    virtual ~PushGateway() = default;

    /// Begins to send. Never blocks. How many may be under way at once is the caller's to bound.
    virtual void send(Dispatch dispatch, OutcomeSink& sink) = 0;
};

}  // namespace hako::push
