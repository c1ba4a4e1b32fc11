// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/ip_address.hpp"
#include "base/limits.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>
#include <optional>
#include <unordered_map>

namespace hako::keys {

/// Counts wrong keys by where they come from (IpAddress::limit_group), in windows of a minute that
/// start with the first one.
///
/// It is asked only about a key that was found wrong, so it never stands in the way of a right one.
/// Memory is bounded: beyond `addresses_max` the address whose window started first is forgotten.
/// Safe to call from every thread; one short lock, which only wrong keys take.
class FailureLimiter {
public:
    struct Options {
        std::uint32_t failures_per_minute_max = limits::kKeyFailuresPerMinuteMax;
        std::size_t addresses_max = limits::kKeyFailureAddressesMax;
    };

    /// `clock` must outlive the limiter.
    FailureLimiter(const Clock& clock, Options options);

    /// Counts one wrong key. Empty while its address may go on trying; else how long it has to
    /// wait, 1 to 60 seconds (for `Retry-After`).
    std::optional<std::chrono::seconds> count_failure(const IpAddress& client);

    /// How many addresses are remembered.
    [[nodiscard]] std::size_t address_count() const;

private:
    using Moment = std::chrono::steady_clock::time_point;

    struct Window {
        IpAddress group;
        Moment start;
        std::uint32_t failures = 0;
    };

    void forget_oldest();
    Window& window_of(const IpAddress& group, Moment now);

    const Clock& clock_;
    const Options options_;
    mutable std::mutex mutex_;
    std::list<Window> windows_;  ///< by their start; guarded by mutex_
    std::unordered_map<IpAddress, std::list<Window>::iterator> by_group_;  ///< guarded by mutex_
};

}  // namespace hako::keys
