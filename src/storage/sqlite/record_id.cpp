// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/record_id.hpp"

#include <algorithm>

namespace hako::sqlite {
namespace {

constexpr unsigned kTailRandomBits = 59;
constexpr std::uint64_t kTailRandomMask = (std::uint64_t{1} << kTailRandomBits) - 1;
constexpr unsigned kCounterBits = 15;
constexpr std::uint64_t kVersion7 = 7;

}  // namespace

RecordId RecordId::of(Uuid uuid) {
    const std::uint64_t time = uuid.high >> 16U;
    const std::uint64_t version = (uuid.high >> 12U) & 0xFU;
    const std::uint64_t after_version = uuid.high & 0xFFFU;
    const std::uint64_t after_variant = (uuid.low >> kTailRandomBits) & 0x7U;
    return {
        static_cast<std::int64_t>((time << kCounterBits) | (after_version << 3U) | after_variant),
        static_cast<std::int64_t>((version << kTailRandomBits) | (uuid.low & kTailRandomMask))
    };
}

Uuid RecordId::uuid() const {
    const auto s = static_cast<std::uint64_t>(seq);
    const auto t = static_cast<std::uint64_t>(tail);
    const std::uint64_t time = s >> kCounterBits;
    const std::uint64_t after_version = (s >> 3U) & 0xFFFU;
    const std::uint64_t after_variant = s & 0x7U;
    const std::uint64_t version = (t >> kTailRandomBits) & 0xFU;
    constexpr std::uint64_t kVariant = std::uint64_t{0b10} << 62U;
    return {
        (time << 16U) | (version << 12U) | after_version,
        kVariant | (after_variant << kTailRandomBits) | (t & kTailRandomMask)
    };
}

RecordId next_record_id(Random& random, UnixMillis now, std::int64_t& last_seq) {
    // Within a millisecond the 15 bits after the time count up; a clock that stands or goes back is
    // overtaken by one step.
    last_seq = std::max(now << kCounterBits, last_seq + 1);
    const std::uint64_t tail = random.next_u64() & kTailRandomMask;
    return {last_seq, static_cast<std::int64_t>((kVersion7 << kTailRandomBits) | tail)};
}

}  // namespace hako::sqlite
