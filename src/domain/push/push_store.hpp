// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "crypto/sha256.hpp"
#include "domain/list_query.hpp"
#include "domain/push/audience.hpp"
#include "domain/push/push.hpp"
#include "domain/push/push_gateway.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hako::push {

/// A caller's name for one request, under which asking again gives the first answer.
struct IdempotencyKey {
    std::string text;
    crypto::Sha256 request{};  ///< of everything that was asked for
};

/// What was asked for under an idempotency key, and what came of it.
struct KeptRequest {
    crypto::Sha256 request{};
    PushId push;
};

/// A push that is to be stored.
struct NewPush {
    UnixMillis send_at = 0;
    /// Its devices' turns are spread evenly over this time from its beginning.
    std::chrono::seconds spread{0};
    std::string title;  ///< empty for iOS
    std::string message;
    Payload payload;
    std::optional<IdempotencyKey> key;
};

/// A page of pushes, newest first.
struct PushPage {
    std::vector<Push> pushes;
    std::int64_t total = 0;
};

/// How one device's part of a push stands.
struct LedgerEntry {
    std::string device_id;
    std::optional<UserId> user;  ///< for whom it was sent; empty also when that user is deleted
    DeliveryState state = DeliveryState::waiting;
    int status = 0;      ///< the provider's HTTP status; 0 when there was no answer
    std::string reason;  ///< the provider's word or ours; empty when there is none
    int attempts = 0;
    UnixMillis created_at = 0;
    UnixMillis updated_at = 0;
};

/// A page of a ledger, in the order in which the devices registered first.
struct LedgerPage {
    Platform platform = Platform::ios;
    std::vector<LedgerEntry> entries;
    std::int64_t total = 0;
};

/// The pushes of one backend inside one open transaction.
class PushStore {
public:
    virtual ~PushStore() = default;

    /// What was asked for under the key at `since` or later.
    virtual Task<Result<std::optional<KeptRequest>>>
    find_request(std::string_view key, UnixMillis since) = 0;

    /// Stores the push and one delivery for each target that still is in the audience.
    /// Its key, if any, is free; keys from before `keys_since` are forgotten.
    virtual Task<Result<PushId>> insert(
        const NewPush& push,
        const Audience& audience,
        std::span<const Target> targets,
        UnixMillis now,
        UnixMillis keys_since
    ) = 0;

    /// Stores the push with its audience as it is now: devices that register later are not in it.
    /// Its deliveries are filled in by PushQueue::prepare. Key as `insert`.
    virtual Task<Result<PushId>> insert_unfilled(
        const NewPush& push,
        const Audience& audience,
        UnixMillis now,
        UnixMillis keys_since
    ) = 0;

    virtual Task<Result<std::optional<Push>>> find(PushId id) = 0;

    /// From the commit on nothing more of it is claimed. `id` exists and is not finished.
    virtual Task<Result<void>> cancel(PushId id, UnixMillis now) = 0;
};

/// Reads of pushes outside a transaction; each sees all that was committed before. What may take
/// long runs on a scan thread; it fails with unavailable, under the name of the parameter that made
/// it long, when it takes too long or too many wait.
class PushReader {
public:
    virtual ~PushReader() = default;

    virtual Task<Result<std::optional<KeptRequest>>>
    find_request(std::string_view key, UnixMillis since) = 0;

    /// The first `limit` devices of the audience, which outlives the task.
    virtual Task<Result<Targets>> targets(const Audience& audience, std::int64_t limit) = 0;

    /// How many devices the audience has; it outlives the task.
    virtual Task<Result<std::int64_t>> count(const Audience& audience) = 0;

    virtual Task<Result<std::optional<Push>>> find(PushId id) = 0;

    virtual Task<Result<PushPage>> list(Page page) = 0;

    /// The devices of a push that are in this state (empty: all); empty when there is no such push.
    virtual Task<Result<std::optional<LedgerPage>>>
    ledger(PushId id, std::optional<DeliveryState> state, Page page) = 0;
};

}  // namespace hako::push
