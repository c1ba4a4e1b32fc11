// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hako::http {

/// What becomes of the connection after the reply.
enum class ConnectionAfter : std::uint8_t { keep, close };

/// One reply. A connection uses one object for all its replies, so that a reply of usual size
/// allocates nothing.
///
/// Content-Length, X-Request-Id, Cache-Control, X-Content-Type-Options and Connection are added by
/// the writer. A 204 or 304, and the answer to HEAD, are sent without the body.
class Response {
public:
    struct Header {
        std::string_view name;
        std::string value;
    };

    int status = 200;

    /// A constant, or text that lives until the reply was written. Empty: no Content-Type line.
    std::string_view content_type;

    std::string body;

    /// `close` has the connection closed after this reply, whatever the request says.
    ConnectionAfter connection = ConnectionAfter::keep;

    /// `name` is a constant. A Bug when the value holds a control character (a line break would be
    /// a second header).
    void add_header(std::string_view name, std::string value);

    [[nodiscard]] std::span<const Header> headers() const {
        return headers_;
    }

    /// An empty 200 again. Keeps its memory, unless that was a lot.
    void reset();

private:
    static constexpr std::size_t kBodyBytesKept = 64UL * 1024;

    std::vector<Header> headers_;
};

}  // namespace hako::http
