// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/ip_address.hpp"
#include "base/limits.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace hako::devices {

/// Bounds how often devices are registered and unregistered: from one address
/// (IpAddress::limit_group) for one push project, and for one push project from everywhere, in
/// windows of a minute that start with the first call.
///
/// Memory is bounded: beyond `windows_max` the window that started first is forgotten. Safe to call
/// from every thread; one short lock.
class RegistrationLimiter {
public:
    struct Options {
        std::uint32_t per_address_max = limits::kRegistrationsPerAddressAndMinuteMax;
        std::uint32_t per_project_max = limits::kRegistrationsPerProjectAndMinuteMax;
        std::size_t windows_max = limits::kRegistrationAddressesMax;
    };

    /// `clock` must outlive the limiter.
    RegistrationLimiter(const Clock& clock, Options options);

    /// Counts one call. Empty: it may go on; else how long to wait, 1 to 60 seconds (for
    /// `Retry-After`). `project` is one that exists; `client` is empty when it is not known, and
    /// then counts as one address.
    std::optional<std::chrono::seconds>
    count(std::string_view project, const std::optional<IpAddress>& client);

private:
    using Moment = std::chrono::steady_clock::time_point;

    struct Window {
        std::string key;
        Moment start;
        std::uint32_t calls = 0;
    };

    void forget_oldest();
    Window& window_of(std::string key, Moment now);

    const Clock& clock_;
    const Options options_;
    std::mutex mutex_;
    std::list<Window> windows_;  ///< by their start; guarded by mutex_
    std::unordered_map<std::string_view, std::list<Window>::iterator>
        by_key_;  ///< views the windows' keys; guarded by mutex_
};

}  // namespace hako::devices
