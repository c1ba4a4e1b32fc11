// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/limits.hpp"
#include "base/window_counts.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <string>

namespace hako::mail {

/// Against mail bombing: how many mails one user, device or address may cause or get in an hour,
/// each within its backend.
///
/// Memory is bounded (`keys_max`), and does not outlive the process. Safe to call from every
/// thread; one short lock.
class MailLimiter {
public:
    struct Options {
        std::uint32_t mails_max = limits::kMailsPerHourMax;
        std::uint32_t resets_max = limits::kResetMailsPerHourMax;
        std::size_t keys_max = limits::kMailLimitKeysMax;
    };

    /// Who is counted. Who sends and who gets count apart, and so do mails of apps and resets.
    enum class Role : char {
        sender = 's',          ///< a user; of a mail of an app
        sender_device = 'd',   ///< a device; of a mail of an app
        recipient = 'r',       ///< an address; of a mail of an app
        account = 'A',         ///< a username; of a reset
        account_device = 'D',  ///< a device; of a reset
        client = 'C',          ///< where a reset was asked from; as much as mails of apps
        account_address = 'R'  ///< an address; of a reset
    };

    struct Party {
        Role role = Role::sender;
        std::string text;
    };

    /// `clock` outlives it.
    MailLimiter(const Clock& clock, const Options& options);

    /// Counts one mail for all of them. Empty: it may go on. Else, when one of them has had its
    /// share, nothing is counted: how long to wait, 1 second to 1 hour.
    std::optional<std::chrono::seconds>
    count(const BackendId& backend, std::span<const Party> parties);

private:
    [[nodiscard]] std::uint32_t share_of(Role role) const;

    const Clock& clock_;
    const Options options_;
    std::mutex mutex_;
    WindowCounts windows_;  ///< guarded by mutex_
};

}  // namespace hako::mail
