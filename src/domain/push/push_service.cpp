// SPDX-License-Identifier: Apache-2.0
#include "domain/push/push_service.hpp"

#include "base/limits.hpp"
#include "domain/backend_storage.hpp"
#include "domain/backends/backend.hpp"
#include "json/write.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace hako::push {
namespace {

using std::chrono::milliseconds;

BackendStorage& data_of(const ManagementCaller& caller) {
    return *caller.backend().storage;
}

template <class... Cases>
struct Overloaded : Cases... {
    using Cases::operator()...;
};

void write_selection(json::Writer& writer, const Selection& selection) {
    std::visit(
        Overloaded{
            [&](const Everyone&) { writer.string("all"); },
            [&](const OfUsers& users) {
                writer.string("users");
                for (const UserId id : users.ids) {
                    writer.string(id.text());
                }
            },
            [&](const OfMatchingUsers& matching) {
                writer.string("query").string(matching.text).string(matching.bind_json);
            },
            [&](const OfDevices& devices) {
                writer.string("devices");
                for (const auto& id : devices.ids) {
                    writer.string(id);
                }
            },
        },
        selection
    );
}

/// Of everything that makes one request another.
crypto::Sha256 digest_of(const SendRequest& request) {
    std::string text;
    json::Writer writer(text);
    const auto time = [&](const std::optional<UnixMillis>& at) {
        at ? writer.integer(*at) : writer.null();
    };
    writer.begin_array().string(to_string(request.audience.platform));
    writer.string(to_string(request.audience.build_type));
    writer.begin_array();
    write_selection(writer, request.audience.selection);
    writer.end_array().raw(request.payload.json).begin_array();
    for (const auto& [name, value] : request.payload.apns_headers) {
        writer.string(name).string(value);
    }
    writer.end_array();
    time(request.send_at);
    writer.integer(request.spread.count());
    time(request.expires_at);
    writer.end_array();
    return crypto::sha256(text);
}

/// The push of an earlier request under this key, or the refusal when it asked for something else.
Result<PushId> same_push(const KeptRequest& kept, const IdempotencyKey& key) {
    if (kept.request != key.request) {
        return Error::invalid_param(
            "idempotencyKey", "This key was used for a request with other parameters."
        );
    }
    return kept.push;
}

}  // namespace

Error no_such_push() {
    return Error::invalid_param("queueId", "Push not found.");
}

Result<void> PushService::check_times(const SendRequest& request) const {
    const UnixMillis now = clock_.now();
    const UnixMillis send_at = request.send_at.value_or(now);
    Error wrong(ErrorCode::invalid_params);
    if (send_at < now - milliseconds(limits::kPushSendLateHoursMax).count()) {
        wrong.add_param("sendAt", "This is past: expected milliseconds since 1970.");
    }
    if (send_at > now + milliseconds(limits::kPushSendAheadHoursMax).count()) {
        wrong.add_param("sendAt", "This is more than a year away.");
    }
    const bool is_time_good = wrong.params().empty();
    const auto spread_max = std::chrono::seconds(limits::kPushSpreadHoursMax);
    if (request.spread.count() < 0 || request.spread > spread_max) {
        wrong.add_param(
            "spreadSeconds", "Expected 0 to " + std::to_string(spread_max.count()) + " seconds."
        );
    }
    // A time of sending that is wrong says nothing about the expiry.
    if (request.expires_at && is_time_good) {
        const UnixMillis begin = std::max(send_at, now);
        if (*request.expires_at <= begin) {
            wrong.add_param("expiresAt", "This is before it is sent: milliseconds since 1970.");
        } else if (*request.expires_at >
                   begin + milliseconds(limits::kPushExpiryHoursMax).count()) {
            wrong.add_param("expiresAt", "This is more than 28 days after it is sent.");
        }
    }
    return wrong.params().empty() ? Result<void>() : Result<void>(std::move(wrong));
}

void PushService::wake(const ManagementCaller& caller) const {
    if (wake_) {
        wake_(caller.backend().backend.id);
    }
}

Task<Result<PushId>> PushService::send(const ManagementCaller& caller, SendRequest request) const {
    BackendStorage& data = data_of(caller);
    const UnixMillis now = clock_.now();
    const UnixMillis keys_since = now - milliseconds(limits::kIdempotencyHours).count();
    std::optional<IdempotencyKey> key;
    if (request.key) {
        key = IdempotencyKey{*request.key, digest_of(request)};
        // First of all: the times of the first request may be past by now.
        HAKO_CO_TRY_ASSIGN(
            const auto kept, co_await data.pushes().find_request(key->text, keys_since)
        );
        if (kept) {
            co_return same_push(*kept, *key);
        }
    }
    HAKO_CO_TRY(check_times(request));
    HAKO_CO_TRY_ASSIGN(
        const auto targets,
        co_await data.pushes().targets(request.audience, limits::kPushTargetsAtOnceMax)
    );
    NewPush push;
    push.send_at = request.send_at.value_or(now);
    push.spread = request.spread;
    push.title = std::move(request.title);
    push.message = std::move(request.message);
    push.payload = std::move(request.payload);
    push.payload.expires_at = request.expires_at;
    push.key = std::move(key);
    auto work = [&](BackendTransaction& tx) -> Task<Result<PushId>> {
        if (push.key) {
            HAKO_CO_TRY_ASSIGN(
                const auto kept, co_await tx.pushes().find_request(push.key->text, keys_since)
            );
            if (kept) {
                co_return same_push(*kept, *push.key);
            }
        }
        if (!targets.is_whole) {
            co_return co_await tx.pushes().insert_unfilled(push, request.audience, now, keys_since);
        }
        co_return co_await tx.pushes().insert(
            push, request.audience, targets.devices, now, keys_since
        );
    };
    auto written = write<PushId>(data.writes(), std::move(work));
    auto id = co_await std::move(written);
    if (id) {
        wake(caller);
    }
    co_return id;
}

Task<Result<std::int64_t>> PushService::count(const ManagementCaller& caller, SendRequest request)
    const {
    HAKO_CO_TRY(check_times(request));
    co_return co_await data_of(caller).pushes().count(request.audience);
}

Task<Result<Push>> PushService::status(const ManagementCaller& caller, PushId id) const {
    HAKO_CO_TRY_ASSIGN(auto found, co_await data_of(caller).pushes().find(id));
    if (!found) {
        co_return no_such_push();
    }
    co_return *std::move(found);
}

Task<Result<PushPage>> PushService::list(const ManagementCaller& caller, Page page) const {
    return data_of(caller).pushes().list(page);
}

Task<Result<void>> PushService::cancel(const ManagementCaller& caller, PushId id) const {
    auto work = [&](BackendTransaction& tx) -> Task<Result<void>> {
        HAKO_CO_TRY_ASSIGN(const auto found, co_await tx.pushes().find(id));
        if (!found) {
            co_return no_such_push();
        }
        if (found->state == PushState::finish) {
            co_return Error(ErrorCode::invalid_operation);
        }
        if (found->state == PushState::cancel) {
            co_return Result<void>();
        }
        co_return co_await tx.pushes().cancel(id, clock_.now());
    };
    auto written = write<void>(data_of(caller).writes(), std::move(work));
    auto cancelled = co_await std::move(written);
    if (cancelled) {
        wake(caller);
    }
    co_return cancelled;
}

Task<Result<LedgerPage>> PushService::devices(
    const ManagementCaller& caller,
    PushId id,
    std::optional<DeliveryState> state,
    Page page
) const {
    HAKO_CO_TRY_ASSIGN(auto ledger, co_await data_of(caller).pushes().ledger(id, state, page));
    if (!ledger) {
        co_return no_such_push();
    }
    co_return *std::move(ledger);
}

}  // namespace hako::push
