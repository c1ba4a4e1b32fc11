// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/piece_size.hpp"

#include "base/limits.hpp"

#include <algorithm>

namespace hako::sqlite {
namespace {

/// A row may have 512,000 bytes.
constexpr std::int64_t kRowsMin = 10;
constexpr std::int64_t kRowsMax = 20'000;

/// Below this a long commit is the disk's doing, and smaller pieces would only make more of them.
constexpr std::int64_t kRowsMinForCommit = 200;

}  // namespace

void PieceSize::learn(std::chrono::nanoseconds held, std::chrono::nanoseconds whole) {
    const std::chrono::nanoseconds most = limits::kBackgroundChunkMillisMax;
    if (held > most) {
        rows_ = std::max(rows_ / 2, kRowsMin);
    } else if (whole > 2 * most) {
        rows_ = std::min(rows_, std::max(rows_ / 2, kRowsMinForCommit));
    } else if (2 * held < most && whole < most) {
        rows_ = std::min(rows_ * 2, kRowsMax);
    }
}

}  // namespace hako::sqlite
