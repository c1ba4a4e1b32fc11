// SPDX-License-Identifier: Apache-2.0
#include "domain/sessions/authenticator.hpp"

#include "base/limits.hpp"
#include "base/utf8.hpp"
#include "domain/backend_storage.hpp"
#include "domain/backends/backend.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace hako::sessions {
namespace {

/// As the native registration takes it: a device has one name on both ways.
bool is_device_id(std::string_view text) {
    const bool has_control_character = std::any_of(text.begin(), text.end(), [](unsigned char c) {
        return c < 0x20 || c == 0x7F;
    });
    return !text.empty() && text.size() <= limits::kDeviceTextBytesMax && !has_control_character &&
           count_code_points(text).has_value();
}

}  // namespace

Result<void> Authenticator::check(const backends::Entry* backend, const Shown& shown) {
    if (backend == nullptr || shown.app_key != backend->backend.app_key) {
        return Error(ErrorCode::api_key_invalid);
    }
    if (!shown.device || !is_device_id(*shown.device)) {
        return Error(ErrorCode::device_required);
    }
    return {};
}

Task<Result<AppCaller>> Authenticator::enter(
    std::shared_ptr<const backends::Entry> backend,
    const Shown& shown,
    DeadSession dead
) {
    std::string device(shown.device.value_or(std::string_view()));
    if (!shown.has_session) {
        co_return AppCaller(std::move(backend), std::move(device), std::nullopt, std::nullopt);
    }
    if (!shown.session || !is_well_formed_session(*shown.session)) {
        co_return Error(ErrorCode::session_invalid);
    }
    const TokenHash hash = crypto::sha256(*shown.session);
    HAKO_CO_TRY_ASSIGN(const auto session, co_await backend->storage->sessions().find(hash));
    const UnixMillis now = clock_.now();
    const bool is_alive =
        session && session->device == device && is_live(*session, backend->backend.settings, now);
    if (!is_alive) {
        if (dead == DeadSession::refused) {
            co_return Error(ErrorCode::login_required);
        }
        co_return AppCaller(std::move(backend), std::move(device), std::nullopt, std::nullopt);
    }
    constexpr auto kStale =
        std::chrono::duration_cast<std::chrono::milliseconds>(limits::kSessionSeenSeconds);
    if (now - session->seen_at >= kStale.count()) {
        note_seen(backend, hash);
    }
    co_return AppCaller(std::move(backend), std::move(device), session->user, hash);
}

void Authenticator::note_seen(
    const std::shared_ptr<const backends::Entry>& backend,
    const TokenHash& session
) {
    {
        const std::scoped_lock lock(mutex_);
        if (!being_stored_.insert(session).second) {
            return;
        }
    }
    start(store_seen(backend, session, clock_.now()), [this, session](const std::exception_ptr&) {
        // What failed is tried again by the session's next call.
        const std::scoped_lock lock(mutex_);
        being_stored_.erase(session);
    });
}

Task<void> Authenticator::store_seen(
    std::shared_ptr<const backends::Entry> backend,
    TokenHash session,
    UnixMillis now
) {
    auto work = [&](BackendTransaction& tx) { return tx.sessions().touch(session, now); };
    auto writing = write<void>(backend->storage->writes(), std::move(work));
    const auto stored = co_await std::move(writing);
    static_cast<void>(stored.has_value());
}

}  // namespace hako::sessions
