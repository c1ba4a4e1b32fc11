// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/http_error.hpp"
#include "http/http_limits.hpp"

#include <cstddef>
#include <cstdint>

namespace hako::http {

/// Takes the framing off a chunked body, in place (RFC 9112, section 7.1, strictly: at most 8 hex
/// digits, every line ends in CR LF, no white space that is only tolerated). Extensions and the
/// trailer are checked and dropped.
class ChunkDecoder {
public:
    enum class Step : std::uint8_t { need_more, done, failed };

    explicit ChunkDecoder(const HttpLimits& limits) : limits_(limits) {}

    /// Starts a new body, whose first byte is at `data[begin]`.
    void reset(std::size_t begin);

    /// Goes on with `data[read_end()]` until `data[size]`. The decoded bytes lie, in one piece,
    /// from the begin given to `reset` to `body_end()`; what is between there and `read_end()` is
    /// rubbish.
    Step decode(char* data, std::size_t size);

    /// Moves the place to read on to the end of the body, after the caller dropped the rubbish.
    void continue_at_body_end() {
        read_end_ = body_end_;
    }

    [[nodiscard]] std::size_t body_end() const {
        return body_end_;
    }

    [[nodiscard]] std::size_t read_end() const {
        return read_end_;
    }

    /// After `failed`.
    [[nodiscard]] HttpError error() const {
        return error_;
    }

private:
    /// In the order in which they occur; `count` relies on it.
    enum class State : std::uint8_t {
        size_first,
        size,
        extension_name_first,
        extension_name,
        extension_value_first,
        extension_token,
        extension_quoted,
        extension_escaped,
        extension_quoted_end,
        size_line_end,
        bytes,
        bytes_return,
        bytes_line_end,
        trailer_first,
        trailer_name,
        trailer_value,
        trailer_line_end,
        last_line_end,
        done,
    };

    void step(char c);
    void take_size_digit(char c);
    void after_extension(char c);
    void check_size();
    void expect(bool holds, State next);

    void stay() {}

    void count(char c);
    void take_bytes(char* data, std::size_t size);
    void fail(HttpError error);

    const HttpLimits& limits_;
    std::size_t body_begin_ = 0;
    std::size_t body_end_ = 0;
    std::size_t read_end_ = 0;
    std::size_t chunk_left_ = 0;
    std::size_t extension_bytes_ = 0;
    std::size_t trailer_bytes_ = 0;
    unsigned size_digits_ = 0;
    State state_ = State::size_first;
    HttpError error_ = HttpError::bad_request;
    bool failed_ = false;
};

}  // namespace hako::http
