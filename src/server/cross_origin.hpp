// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "http/request.hpp"
#include "http/response.hpp"

#include <span>
#include <string>

namespace hako::server {

/// Tells a browser whether a page of the request's origin may read the reply (Fetch standard, "CORS
/// protocol"), and the header of a new session in it. `allowed` are origins as browsers write them;
/// `*` is any. Nothing is told to who names no origin, or one that is not allowed. Credentials in
/// the browser's sense (cookies) are never asked for.
void add_cross_origin_headers(
    const http::RequestHead& head,
    std::span<const std::string> allowed,
    http::Response& response
);

/// Answers a preflight request besides: which verb and headers the call itself may have.
void add_preflight_headers(const http::RequestHead& head, http::Response& response);

}  // namespace hako::server
