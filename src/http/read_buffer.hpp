// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/request.hpp"

#include <cstddef>
#include <memory>
#include <span>

namespace hako::http {

/// The bytes a connection has received and not yet answered, in one piece.
///
/// Request::kBodyPaddingBytes may be read after the last byte.
class ReadBuffer {
public:
    [[nodiscard]] char* data() {
        return bytes_.get() + begin_;
    }

    [[nodiscard]] std::size_t size() const {
        return end_ - begin_;
    }

    [[nodiscard]] bool empty() const {
        return begin_ == end_;
    }

    /// Free space behind the bytes to receive into; at least one byte. `expected` is how many bytes
    /// are known to be coming: the buffer grows towards it as they really come, never far ahead.
    /// Moves the bytes.
    std::span<char> prepare(std::size_t expected);

    /// The first `count` bytes of the prepared space were filled.
    void commit(std::size_t count) {
        end_ += count;
    }

    /// Drops all but the first `size` bytes.
    void truncate(std::size_t size) {
        end_ = begin_ + size;
    }

    /// Drops the first `count` bytes. Gives memory back when nothing is left and it was a lot.
    void consume(std::size_t count);

private:
    static constexpr std::size_t kSmallBytes = 4UL * 1024;
    static constexpr std::size_t kBytesKept = 64UL * 1024;

    void move_to(std::size_t capacity);

    // NOLINTNEXTLINE(modernize-avoid-c-arrays): memory that nobody need clear first
    std::unique_ptr<char[]> bytes_;
    std::size_t capacity_ = 0;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

}  // namespace hako::http
