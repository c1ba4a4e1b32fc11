// SPDX-License-Identifier: Apache-2.0
#include "http/response.hpp"

#include "base/check.hpp"

#include <algorithm>
#include <utility>

namespace hako::http {

void Response::add_header(std::string_view name, std::string value) {
    const bool is_clean = std::none_of(value.begin(), value.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 || byte == 0x7f;
    });
    check(is_clean, "a reply header value holds a control character");
    headers_.push_back({name, std::move(value)});
}

void Response::reset() {
    status = 200;
    content_type = {};
    connection = ConnectionAfter::keep;
    headers_.clear();
    if (body.capacity() > kBodyBytesKept) {
        std::string().swap(body);
    } else {
        body.clear();
    }
}

}  // namespace hako::http
