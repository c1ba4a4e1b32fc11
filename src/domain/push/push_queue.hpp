// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "base/uuid.hpp"
#include "domain/push/push.hpp"
#include "domain/push/push_gateway.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hako::push {

/// A delivery that a worker holds until `lease_until`.
struct ClaimedDelivery {
    DeliveryKey key;
    Platform platform = Platform::ios;
    ApnsEnvironment environment = ApnsEnvironment::production;
    /// Whether the device is known to be of this environment (a push was accepted there before).
    bool environment_is_known = false;
    /// Whether the other environment was tried already for this delivery.
    bool tried_other_environment = false;
    std::string token;
    Uuid message_id;
    int attempts = 0;  ///< this one included
    UnixMillis claimed_at = 0;
    UnixMillis give_up_at = 0;  ///< the push's expiry, or a day after it began
    std::shared_ptr<const Payload> payload;
};

/// What becomes of a claimed delivery.
struct DeliveryRecord {
    DeliveryKey key;
    /// ClaimedDelivery::attempts: which claim this is about. When a later claim holds the delivery
    /// (this one's lease ran out), only `accepted` is kept; the rest is the later claim's to say.
    int attempt = 0;
    /// Nothing was sent (its credential pauses): it waits again, and this was no attempt.
    bool given_back = false;
    /// `waiting`: again at `next_attempt_at`; or final.
    DeliveryState state = DeliveryState::waiting;
    UnixMillis next_attempt_at = 0;
    int status = 0;
    std::string reason;
    /// Final and the provider's word: clear the device's token if it is still `token` and was
    /// registered no later than this.
    std::optional<UnixMillis> token_dead_since;
    std::string token;
    /// The environment in which the provider took it: the device keeps it. Or the other one that
    /// the next attempt tries.
    std::optional<ApnsEnvironment> environment;
    bool tried_other_environment = false;
};

/// What the worker does to one backend's pushes. Every call is one transaction, on disk when its
/// task is done.
class PushQueue {
public:
    virtual ~PushQueue() = default;

    /// When there is something to do next: to begin, to fill or to send; empty: nothing at all.
    virtual Task<Result<std::optional<UnixMillis>>> next_due() = 0;

    /// Does one piece of what comes before sending: begins pushes whose time has come, fills in the
    /// device rows of large audiences (`rows` at most), ends pushes that are complete or cancelled.
    /// True: there is more of it to do now.
    virtual Task<Result<bool>> prepare(UnixMillis now, std::int64_t rows) = 0;

    /// Takes at most `limit` deliveries that are due (waiting, or held by a lease that ran out),
    /// oldest push first, and holds them until `now + lease`.
    virtual Task<Result<std::vector<ClaimedDelivery>>>
    claim(UnixMillis now, std::chrono::seconds lease, std::size_t limit) = 0;

    /// Keeps how claimed deliveries ended, with the counters of their pushes; the last one finishes
    /// its push. A record of a delivery that is final already changes nothing.
    virtual Task<Result<void>> record(std::span<const DeliveryRecord> records, UnixMillis now) = 0;

    /// How many deliveries are not final, over all pushes that are under way. For the metrics page:
    /// it may lag behind.
    virtual Task<Result<std::int64_t>> unfinished() = 0;
};

}  // namespace hako::push
