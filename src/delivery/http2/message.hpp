// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hako::http2 {

struct Header {
    std::string name;  ///< lower case
    std::string value;
    /// `unique`: another value in every request, not worth a place in the compression table.
    enum class Kind : std::uint8_t { repeated, unique };
    Kind kind = Kind::repeated;
};

/// A POST. `:scheme`, `:authority` and `content-length` are added.
struct Request {
    std::string path;
    std::vector<Header> headers;
    std::shared_ptr<const std::string> body;
};

/// How a request ended, as far as can be known.
enum class Ending : std::uint8_t {
    answered,       ///< `status`, `headers` and `body` are the server's
    not_sent,       ///< it never left: no connection could be made, or none was free in time
    not_processed,  ///< the server's word: GOAWAY below its stream, or REFUSED_STREAM
    lost,           ///< it was sent and no answer came: it may have been processed
};

struct Reply {
    Ending ending = Ending::lost;
    int status = 0;
    std::vector<Header> headers;  ///< names in lower case
    std::string body;             ///< at most kReplyBodyBytesMax bytes of it
    /// When not answered: why, in words for a log; it holds no secret.
    std::string detail;
    /// What the server wrote into its GOAWAY, if that is why.
    std::string goaway_data;
    /// Of `not_sent`: when a connection will be tried again.
    std::chrono::milliseconds wait{0};
};

/// The first header of that name (lower case); empty when there is none.
inline std::optional<std::string_view> find_header(const Reply& reply, std::string_view name) {
    for (const Header& header : reply.headers) {
        if (header.name == name) {
            return header.value;
        }
    }
    return std::nullopt;
}

/// Is called once for each request, on the loop, never inside the call that sent it.
using ReplyHandler = std::function<void(Reply)>;

/// No provider's answer is this long; the rest of a longer one is dropped.
inline constexpr std::size_t kReplyBodyBytesMax = 64UL * 1024;

}  // namespace hako::http2
