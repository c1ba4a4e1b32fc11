// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/callers.hpp"
#include "domain/push/audience.hpp"
#include "domain/push/push.hpp"
#include "domain/push/push_gateway.hpp"
#include "domain/push/push_store.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>

namespace hako::push {

/// What to send, to whom and when.
struct SendRequest {
    Audience audience;
    std::string title;    ///< empty for iOS
    std::string message;  ///< as in the payload, for lists
    Payload payload;      ///< made by make_payload; its expires_at is set by the service
    std::optional<UnixMillis> send_at;     ///< empty: now
    std::chrono::seconds spread{0};        ///< over how long the devices' turns are spread
    std::optional<UnixMillis> expires_at;  ///< empty: kPushLifeHours after it began
    std::optional<std::string> key;        ///< idempotency key, 1 to kIdempotencyKeyBytesMax bytes
};

/// The use cases of the management API's pushes, for the backend of the caller. Each change is one
/// transaction, on disk before its task is done; nothing is sent by them, the worker does that.
/// Safe to use from every thread; a caller outlives the task it was given to.
///
/// A push that does not exist is invalid_params under `queueId`.
class PushService {
public:
    explicit PushService(const Clock& clock) : clock_(clock) {}

    /// Has `wake` called, on the thread of whoever sends, after something was stored that the
    /// worker has to do. Call it before the first use case.
    void on_change(std::function<void(const BackendId&)> wake) {
        wake_ = std::move(wake);
    }

    /// Stores the push. The key of a request of the last kIdempotencyHours gives that request's
    /// push, and stores nothing. Fails with invalid_params (`sendAt`, `spreadSeconds`, `expiresAt`,
    /// `idempotencyKey` when it was used for another request), with unavailable when looking for
    /// the audience takes too long or the write fails.
    Task<Result<PushId>> send(const ManagementCaller& caller, SendRequest request) const;

    /// How many devices `send` would send to now. Fails as `send`.
    Task<Result<std::int64_t>> count(const ManagementCaller& caller, SendRequest request) const;

    Task<Result<Push>> status(const ManagementCaller& caller, PushId id) const;

    /// Newest first.
    Task<Result<PushPage>> list(const ManagementCaller& caller, Page page) const;

    /// Nothing more of it is sent; what is being sent still ends with its own outcome. A push that
    /// is cancelled already stays so. Fails with invalid_operation when it is finished.
    Task<Result<void>> cancel(const ManagementCaller& caller, PushId id) const;

    /// The ledger: the devices of a push that are in this state (empty: all).
    Task<Result<LedgerPage>> devices(
        const ManagementCaller& caller,
        PushId id,
        std::optional<DeliveryState> state,
        Page page
    ) const;

private:
    [[nodiscard]] Result<void> check_times(const SendRequest& request) const;
    void wake(const ManagementCaller& caller) const;

    const Clock& clock_;
    std::function<void(const BackendId&)> wake_;
};

/// The refusal for a push that does not exist.
Error no_such_push();

}  // namespace hako::push
