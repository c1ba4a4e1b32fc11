// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/random.hpp"

#include <cstring>

namespace hako::sim {

/// A clock that stands still until the simulation moves it.
class SimClock final : public Clock {
public:
    [[nodiscard]] UnixMillis now() const override {
        return millis;
    }

    [[nodiscard]] std::chrono::steady_clock::time_point steady_now() const override {
        return std::chrono::steady_clock::time_point(std::chrono::milliseconds(millis));
    }

    UnixMillis millis = 1'800'000'000'000;
};

/// The same numbers for the same seed (SplitMix64: Steele, Lea, Flood 2014).
class SimRandom final : public Random {
public:
    explicit SimRandom(std::uint64_t seed) : state_(seed) {}

    void fill(std::span<std::byte> bytes) override {
        for (std::size_t i = 0; i < bytes.size(); i += sizeof(std::uint64_t)) {
            const std::uint64_t value = next();
            std::memcpy(&bytes[i], &value, std::min(sizeof value, bytes.size() - i));
        }
    }

    /// From 0 to `count - 1`.
    std::size_t below(std::size_t count) {
        return static_cast<std::size_t>(next() % count);
    }

    /// From `low` to `high`.
    UnixMillis between(UnixMillis low, UnixMillis high) {
        return low + static_cast<UnixMillis>(next() % static_cast<std::uint64_t>(high - low + 1));
    }

    /// True in so many of a thousand cases.
    bool chance(std::size_t in_a_thousand) {
        return below(1'000) < in_a_thousand;
    }

private:
    std::uint64_t next() {
        std::uint64_t z = (state_ += 0x9e3779b97f4a7c15U);
        z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
        z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
        return z ^ (z >> 31U);
    }

    std::uint64_t state_;
};

}  // namespace hako::sim
