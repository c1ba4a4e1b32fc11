// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/request.hpp"

#include <cstdint>
#include <string_view>

namespace hako::http {

/// Makes request ids: distinct for 2^64 requests of one object, and between objects with different
/// random seeds by chance. They are names and not secrets.
class RequestIds {
public:
    explicit RequestIds(std::uint64_t seed) : state_(seed) {}

    RequestId next() {
        // SplitMix64: a bijection of a counter, so that ids neither repeat nor look alike.
        state_ += 0x9e3779b97f4a7c15U;
        std::uint64_t bits = state_;
        bits = (bits ^ (bits >> 30U)) * 0xbf58476d1ce4e5b9U;
        bits = (bits ^ (bits >> 27U)) * 0x94d049bb133111ebU;
        bits ^= bits >> 31U;
        RequestId id;
        for (char& digit : id) {
            digit = std::string_view("0123456789abcdef")[bits & 15U];
            bits >>= 4U;
        }
        return id;
    }

private:
    std::uint64_t state_;
};

}  // namespace hako::http
