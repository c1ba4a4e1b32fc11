// SPDX-License-Identifier: Apache-2.0
#include "domain/sessions/session.hpp"

#include "base/limits.hpp"
#include "crypto/token.hpp"
#include "domain/backends/backend.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

namespace hako::sessions {
namespace {

constexpr UnixMillis kMinuteMillis = 60'000;
constexpr UnixMillis kDayMillis = kMinuteMillis * 60 * 24;

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::size_t kSessionTokenBytes = 32;

constexpr std::string_view kLettersAndDigits =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

bool is_letter_or_digit(char c) {
    return kLettersAndDigits.find(c) != std::string_view::npos;
}

}  // namespace

bool is_live(const Session& session, const backends::Settings& settings, UnixMillis now) {
    return now - session.seen_at < settings.session_idle_minutes * kMinuteMillis &&
           now - session.created_at < settings.session_max_minutes * kMinuteMillis;
}

bool is_live(const LoginToken& token, const backends::Settings& settings, UnixMillis now) {
    return now - token.used_at < settings.auto_login_minutes * kMinuteMillis &&
           now - token.created_at < limits::kLoginTokenDaysMax * kDayMillis;
}

UnixMillis reset_tokens_made_after(const backends::Settings& settings, UnixMillis now) {
    return now - settings.reset_token_minutes * kMinuteMillis;
}

Horizon horizon_of(const backends::Settings& settings, UnixMillis now) {
    return {
        .sessions_seen = now - settings.session_idle_minutes * kMinuteMillis,
        .sessions_created = now - settings.session_max_minutes * kMinuteMillis,
        .login_tokens_used = now - settings.auto_login_minutes * kMinuteMillis,
        .login_tokens_created = now - limits::kLoginTokenDaysMax * kDayMillis,
        .reset_tokens_created = reset_tokens_made_after(settings, now),
    };
}

crypto::Secret make_session_token(Random& random) {
    std::array<std::byte, kSessionTokenBytes> bytes{};
    random.fill(bytes);
    std::string text;
    text.reserve(2 * kSessionTokenBytes);
    for (const std::byte byte : bytes) {
        text.push_back(kHexDigits[std::to_integer<std::size_t>(byte >> 4)]);
        text.push_back(kHexDigits[std::to_integer<std::size_t>(byte & std::byte{0x0F})]);
    }
    return crypto::Secret(std::move(text));
}

crypto::Secret make_reset_token(Random& random) {
    return crypto::make_token(random, "", limits::kResetTokenCharacters);
}

bool is_well_formed_session(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), is_letter_or_digit);
}

}  // namespace hako::sessions
