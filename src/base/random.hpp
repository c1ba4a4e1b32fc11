// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

namespace hako {

/// Where randomness comes from. Safe to call from every thread.
class Random {
public:
    virtual ~Random() = default;

    /// Fills `bytes` with unpredictable bytes, fit for keys.
    virtual void fill(std::span<std::byte> bytes) = 0;

    std::uint64_t next_u64();
};

/// The kernel's generator (getrandom), buffered for each thread.
class SystemRandom final : public Random {
public:
    void fill(std::span<std::byte> bytes) override;
};

}  // namespace hako
