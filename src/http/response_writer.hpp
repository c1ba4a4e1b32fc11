// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/response.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace hako::http {

/// What the reply says about the connection. An HTTP/1.0 client has to be told that it is kept.
enum class ConnectionHeader : std::uint8_t { none, keep_alive, close };

/// Whether a reply of this status has a body at all (RFC 9110, section 6.4.1).
bool status_has_body(int status);

/// Appends the status line and all headers, the empty line included.
void append_reply_head(
    std::string& out,
    const Response& response,
    std::string_view request_id,
    ConnectionHeader connection
);

}  // namespace hako::http
