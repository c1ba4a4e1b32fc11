// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>

namespace hako::sqlite {

/// How many rows one piece of background work takes. It grows while pieces are quick and shrinks
/// when one kept other writes waiting.
class PieceSize {
public:
    [[nodiscard]] std::int64_t rows() const {
        return rows_;
    }

    /// `held` is how long the piece itself ran on the writer; `whole` is that and the commit of its
    /// group, which a slow disk makes long however small the piece is.
    void learn(std::chrono::nanoseconds held, std::chrono::nanoseconds whole);

private:
    static constexpr std::int64_t kFirst = 200;

    std::int64_t rows_ = kFirst;
};

}  // namespace hako::sqlite
