// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>

namespace hako {

/// Milliseconds since 1970-01-01 UTC: the wire's and the database's time.
using UnixMillis = std::int64_t;

/// Where the time comes from. Nothing but the implementations reads a clock of the system.
class Clock {
public:
    virtual ~Clock() = default;

    /// Wall-clock time. May jump when the operator sets the clock.
    [[nodiscard]] virtual UnixMillis now() const = 0;

    /// Time that never goes back, for durations and deadlines.
    [[nodiscard]] virtual std::chrono::steady_clock::time_point steady_now() const = 0;
};

/// The system's clock.
class SystemClock final : public Clock {
public:
    [[nodiscard]] UnixMillis now() const override;
    [[nodiscard]] std::chrono::steady_clock::time_point steady_now() const override;
};

}  // namespace hako
