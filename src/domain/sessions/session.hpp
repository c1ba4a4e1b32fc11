// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/random.hpp"
#include "crypto/secret.hpp"
#include "crypto/sha256.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace hako::backends {
struct Settings;
}

namespace hako::sessions {

/// What is stored of a session id, login token or reset token: its SHA-256.
using TokenHash = crypto::Sha256;

/// A session that an app opened: who, and on which device.
struct Session {
    TokenHash hash{};
    UserId user;
    std::string device;

    /// The login token that came with it or opened it.
    TokenHash login_token{};
    UnixMillis created_at = 0;
    UnixMillis seen_at = 0;  ///< of the last call, to the minute
};

/// What opens sessions without a password, on one device, as often as it is used.
struct LoginToken {
    TokenHash hash{};
    UserId user;
    std::string device;
    UnixMillis created_at = 0;  ///< when the password was shown
    UnixMillis used_at = 0;
};

/// Whether it still holds under the backend's settings: seen within sessionIdleMinutes, opened
/// within sessionMaxMinutes.
bool is_live(const Session& session, const backends::Settings& settings, UnixMillis now);

/// Whether it still holds: used within autoLoginMinutes, made within kLoginTokenDaysMax.
bool is_live(const LoginToken& token, const backends::Settings& settings, UnixMillis now);

/// When something ended by its age, at this moment: what was last seen, used or made before is
/// over.
struct Horizon {
    UnixMillis sessions_seen = 0;
    UnixMillis sessions_created = 0;
    UnixMillis login_tokens_used = 0;
    UnixMillis login_tokens_created = 0;
    UnixMillis reset_tokens_created = 0;
};

/// What is over at `now` under the backend's settings.
Horizon horizon_of(const backends::Settings& settings, UnixMillis now);

/// A reset token that was made at this moment or before is over.
UnixMillis reset_tokens_made_after(const backends::Settings& settings, UnixMillis now);

/// A new session id or login token: 256 random bits as 64 lower-case hex digits. Upstream's SDK
/// keeps a session in a cookie that is matched by `[a-zA-Z0-9]+`.
crypto::Secret make_session_token(Random& random);

/// A new reset token: kResetTokenCharacters letters and digits (142 bits), for a person to copy.
crypto::Secret make_reset_token(Random& random);

/// Whether a text can be a session id: letters and digits, one at least.
bool is_well_formed_session(std::string_view text);

}  // namespace hako::sessions
