// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/chunk_decoder.hpp"
#include "http/http_error.hpp"
#include "http/http_limits.hpp"
#include "http/request.hpp"

#include <cstddef>
#include <cstdint>

namespace hako::http {

/// Reads one request after the other out of a connection's bytes, with a policy against request
/// smuggling: what two programs could read in two ways is refused (README.md lists the rules).
/// Knows no sockets.
///
/// Usage: `read_head` until `head_done`, then `read_body` until `done`, then drop `request_bytes()`
/// and `reset()`. After `failed` nothing that follows can be trusted: answer and close.
class RequestParser {
public:
    enum class Step : std::uint8_t { need_more, head_done, done, failed };

    /// `into` is filled; it views the bytes passed last.
    RequestParser(const HttpLimits& limits, Request& into);

    /// `data[0]` is the first byte of the request, `size` how many bytes have come so far: call it
    /// again with the same bytes and more behind them. Letters of header names become lower case in
    /// place.
    Step read_head(char* data, std::size_t size);

    /// As `read_head`. Chunk framing is taken off in place, so that while more is needed `size`
    /// shrinks to what is kept.
    Step read_body(char* data, std::size_t& size);

    /// The bytes passed last are now at `data`.
    void moved_to(const char* data) {
        request_.base_ = data;
    }

    /// For the next request.
    void reset();

    /// After `failed`.
    [[nodiscard]] HttpError error() const {
        return error_;
    }

    /// After `failed`: whether the head was good, and what it says is known.
    [[nodiscard]] bool has_head() const {
        return has_head_;
    }

    /// After `head_done`: whether the client lets the connection be used again.
    [[nodiscard]] bool keeps_alive() const {
        return keeps_alive_;
    }

    /// After `head_done`: an HTTP/1.0 client keeps a connection only when it is told so.
    [[nodiscard]] bool is_http10() const {
        return is_http10_;
    }

    /// After `head_done`: whether the client waits for `100 Continue` before it sends the body.
    [[nodiscard]] bool expects_continue() const {
        return expects_continue_ && (is_chunked_ || content_length_ > 0);
    }

    /// After `head_done`: where the body begins.
    [[nodiscard]] std::size_t head_bytes() const {
        return head_end_;
    }

    /// After `done`: how many bytes of `data` belong to the request.
    [[nodiscard]] std::size_t request_bytes() const {
        return request_end_;
    }

    /// After `done`: bytes of the request on the wire, chunk framing included.
    [[nodiscard]] std::size_t wire_bytes() const {
        return request_end_ + removed_bytes_;
    }

    /// How many bytes are known to be still coming when `size` have come; 0 when that is not known.
    [[nodiscard]] std::size_t expected_bytes(std::size_t size) const;

private:
    Step scan_line(char* data, std::size_t line_end);
    Step scan_open_line(const char* data, std::size_t size);
    Step parse_head(char* data);
    Step read_chunked_body(char* data, std::size_t& size);
    Step fail(HttpError error);

    const HttpLimits& limits_;
    Request& request_;
    ChunkDecoder chunks_;

    // Of the head, while it is looked for.
    std::size_t begin_ = 0;
    std::size_t line_begin_ = 0;
    std::size_t scanned_ = 0;
    std::size_t lines_ = 0;

    std::size_t head_end_ = 0;
    std::size_t request_end_ = 0;
    std::size_t removed_bytes_ = 0;
    std::size_t content_length_ = 0;
    HttpError error_ = HttpError::bad_request;
    bool has_head_ = false;
    bool keeps_alive_ = false;
    bool is_http10_ = false;
    bool is_chunked_ = false;
    bool expects_continue_ = false;
};

}  // namespace hako::http
