// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace hako::http {

/// What this room refuses by itself. The connection is closed after each of them.
enum class HttpError : std::uint8_t {
    bad_request,          ///< 400: not the HTTP/1.1 that Hako takes (RFC 9112, strictly)
    request_timeout,      ///< 408: the request did not arrive within its time
    body_too_large,       ///< 413
    target_too_long,      ///< 414
    expectation_failed,   ///< 417: `Expect` asks for more than `100-continue`
    address_busy,         ///< 429: too many connections from this address
    head_too_large,       ///< 431: too many header bytes or lines
    internal,             ///< 500: a Bug came out of a handler
    method_unknown,       ///< 501
    server_busy,          ///< 503: too many connections in all
    draining,             ///< 503: the server stops and the request was not complete in time
    version_unsupported,  ///< 505: neither HTTP/1.1 nor HTTP/1.0
};

int status_of(HttpError error);

/// The enumerator's name, for logs and metrics.
std::string_view to_string(HttpError error);

}  // namespace hako::http
