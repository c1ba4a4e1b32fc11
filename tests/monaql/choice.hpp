// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace hako::monaql::corpus {

/// Repeatable choices: the same seed gives the same ones on every machine and compiler (SplitMix64,
/// as the standard library's distributions are not specified to the bit).
class Choice {
public:
    explicit Choice(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() {
        state_ += 0x9E3779B97F4A7C15ULL;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
        return z ^ (z >> 31U);
    }

    /// From 0 to `count` - 1.
    std::size_t below(std::size_t count) {
        return static_cast<std::size_t>(next() % count);
    }

    /// True `percent` times in a hundred.
    bool chance(std::size_t percent) {
        return below(100) < percent;
    }

    template <class T, std::size_t size>
    const T& one_of(const T (&values)[size]) {
        return values[below(size)];
    }

private:
    std::uint64_t state_;
};

}  // namespace hako::monaql::corpus
