// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/callers.hpp"
#include "domain/sessions/session.hpp"

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>

namespace hako::sessions {

/// What a well-formed session means that is unknown, expired, ended, or of another backend or
/// device.
enum class DeadSession : std::uint8_t {
    refused,  ///< login_required
    absent,   ///< as if none were given: for the methods that log in
};

/// What a call showed. Empty: it was not given, or is not a string.
struct Shown {
    std::optional<std::string_view> app_key;
    std::optional<std::string_view> device;
    std::optional<std::string_view> session;
    bool has_session = false;  ///< something was given as session, whatever it is
};

/// Makes the callers of the app API. Safe to use from every thread.
class Authenticator {
public:
    explicit Authenticator(const Clock& clock) : clock_(clock) {}

    Authenticator(const Authenticator&) = delete;
    Authenticator& operator=(const Authenticator&) = delete;

    /// What can be said without looking anything up: fails with api_key_invalid when there is no
    /// such backend (`backend` is null) or the key is not its app key, then with device_required
    /// when the device is no text of 1 to kDeviceTextBytesMax bytes without control characters.
    static Result<void> check(const backends::Entry* backend, const Shown& shown);

    /// The caller of what `check` let through. Fails with session_invalid for a session that is not
    /// letters and digits, with login_required as `dead` says. `shown` outlives the task.
    ///
    /// That a session was seen is stored about once a minute, and nobody waits for it.
    Task<Result<AppCaller>>
    enter(std::shared_ptr<const backends::Entry> backend, const Shown& shown, DeadSession dead);

private:
    void note_seen(const std::shared_ptr<const backends::Entry>& backend, const TokenHash& session);
    Task<void>
    store_seen(std::shared_ptr<const backends::Entry> backend, TokenHash session, UnixMillis now);

    const Clock& clock_;
    std::mutex mutex_;
    std::unordered_set<TokenHash, crypto::Sha256Hash> being_stored_;  ///< guarded by mutex_
};

}  // namespace hako::sessions
