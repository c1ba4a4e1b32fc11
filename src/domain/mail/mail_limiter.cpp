// SPDX-License-Identifier: Apache-2.0
#include "domain/mail/mail_limiter.hpp"

#include "base/check.hpp"
#include "crypto/sha256.hpp"

#include <string>

namespace hako::mail {
namespace {

constexpr std::chrono::hours kWindow{1};

/// All keys have one length, however long a username is.
std::string key_of(const BackendId& backend, const MailLimiter::Party& party) {
    const auto hash = crypto::sha256(backend.text() + static_cast<char>(party.role) + party.text);
    return {hash.begin(), hash.end()};
}

}  // namespace

MailLimiter::MailLimiter(const Clock& clock, const Options& options)
    : clock_(clock), options_(options), windows_(kWindow, options.keys_max) {
    check(options_.keys_max > 0, "the mail limiter has to remember somebody");
}

std::optional<std::chrono::seconds>
MailLimiter::count(const BackendId& backend, std::span<const Party> parties) {
    const auto now = clock_.steady_now();
    const std::lock_guard lock(mutex_);
    for (const Party& party : parties) {
        const auto& window = windows_.of(key_of(backend, party), now);
        if (window.count >= share_of(party.role)) {
            return windows_.left(window, now);
        }
    }
    for (const Party& party : parties) {
        ++windows_.of(key_of(backend, party), now).count;
    }
    return std::nullopt;
}

std::uint32_t MailLimiter::share_of(Role role) const {
    switch (role) {
        case Role::sender:
        case Role::sender_device:
        case Role::recipient:
        case Role::client:
            return options_.mails_max;
        case Role::account:
        case Role::account_device:
        case Role::account_address:
            return options_.resets_max;
    }
    return 0;
}

}  // namespace hako::mail
