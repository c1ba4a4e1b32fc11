// SPDX-License-Identifier: Apache-2.0
#include "server/cross_origin.hpp"

#include <algorithm>
#include <string_view>

namespace hako::server {
namespace {

/// Of names of headers, with commas between them.
bool is_header_list(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) {
        const bool letter_or_digit =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        return letter_or_digit || c == '-' || c == '_' || c == ',' || c == ' ';
    });
}

}  // namespace

void add_cross_origin_headers(
    const http::RequestHead& head,
    std::span<const std::string> allowed,
    http::Response& response
) {
    const bool is_any = std::find(allowed.begin(), allowed.end(), "*") != allowed.end();
    if (is_any) {
        response.add_header("Access-Control-Allow-Origin", "*");
    } else {
        // The answer to one origin must not be kept for another.
        response.add_header("Vary", "Origin");
        const auto origin = head.header("origin");
        if (!origin || std::find(allowed.begin(), allowed.end(), *origin) == allowed.end()) {
            return;
        }
        response.add_header("Access-Control-Allow-Origin", std::string(*origin));
    }
    response.add_header("Access-Control-Expose-Headers", "X-Set-Monaca-Cloud-Session");
}

void add_preflight_headers(const http::RequestHead& head, http::Response& response) {
    response.add_header("Access-Control-Allow-Methods", "POST");
    // Named one by one: web views from before `*` was known here are in the field.
    const auto wanted = head.header("access-control-request-headers");
    const bool is_good = wanted && !wanted->empty() && is_header_list(*wanted);
    response.add_header(
        "Access-Control-Allow-Headers", is_good ? std::string(*wanted) : "Content-Type"
    );
    response.add_header("Access-Control-Max-Age", "86400");
}

}  // namespace hako::server
