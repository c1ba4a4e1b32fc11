// SPDX-License-Identifier: Apache-2.0
#include "http/read_buffer.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

namespace hako::http {

std::span<char> ReadBuffer::prepare(std::size_t expected) {
    const std::size_t wanted = std::clamp<std::size_t>(expected, kSmallBytes / 2, kBytesKept);
    if (capacity_ - end_ < wanted) {
        if (capacity_ - size() >= wanted) {
            std::memmove(bytes_.get(), data(), size());
            end_ = size();
            begin_ = 0;
        } else {
            const std::size_t doubled = std::max(2 * capacity_, size() + wanted);
            // A chunked body does not say how long it is: without doubling, each small piece of it
            // would cost a copy of all before it.
            const std::size_t whole = expected == 0 ? doubled : size() + std::max(expected, wanted);
            move_to(std::max(kSmallBytes, std::min(whole, doubled)));
        }
    }
    return {bytes_.get() + end_, capacity_ - end_};
}

void ReadBuffer::consume(std::size_t count) {
    begin_ += count;
    if (begin_ != end_) {
        return;
    }
    begin_ = 0;
    end_ = 0;
    if (capacity_ > kBytesKept) {
        bytes_.reset();
        capacity_ = 0;
    }
}

void ReadBuffer::move_to(std::size_t capacity) {
    // NOLINTNEXTLINE(modernize-avoid-c-arrays): as in the header
    auto bytes = std::make_unique_for_overwrite<char[]>(capacity + Request::kBodyPaddingBytes);
    const std::size_t kept = size();
    if (kept > 0) {
        std::memcpy(bytes.get(), data(), kept);
    }
    bytes_ = std::move(bytes);
    capacity_ = capacity;
    begin_ = 0;
    end_ = kept;
}

}  // namespace hako::http
