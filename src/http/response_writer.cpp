// SPDX-License-Identifier: Apache-2.0
#include "http/response_writer.hpp"

#include <array>
#include <charconv>
#include <cstddef>

namespace hako::http {
namespace {

std::string_view reason(int status) {
    struct Row {
        int status;
        std::string_view text;
    };

    static constexpr std::array<Row, 20> kReasons{{
        {200, "OK"},
        {204, "No Content"},
        {304, "Not Modified"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {408, "Request Timeout"},
        {413, "Content Too Large"},
        {414, "URI Too Long"},
        {415, "Unsupported Media Type"},
        {417, "Expectation Failed"},
        {429, "Too Many Requests"},
        {431, "Request Header Fields Too Large"},
        {500, "Internal Server Error"},
        {501, "Not Implemented"},
        {503, "Service Unavailable"},
        {505, "HTTP Version Not Supported"},
        {507, "Insufficient Storage"},
    }};
    for (const Row& row : kReasons) {
        if (row.status == status) {
            return row.text;
        }
    }
    // RFC 9112, section 4: the reason may be empty.
    return {};
}

void append_number(std::string& out, std::size_t number) {
    std::array<char, 20> digits{};
    auto* const end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    out.append(digits.data(), end);
}

void append_line(std::string& out, std::string_view name, std::string_view value) {
    out.append(name);
    out.append(": ");
    out.append(value);
    out.append("\r\n");
}

}  // namespace

bool status_has_body(int status) {
    return status >= 200 && status != 204 && status != 304;
}

void append_reply_head(
    std::string& out,
    const Response& response,
    std::string_view request_id,
    ConnectionHeader connection
) {
    out.append("HTTP/1.1 ");
    append_number(out, static_cast<std::size_t>(response.status));
    out.push_back(' ');
    out.append(reason(response.status));
    out.append("\r\n");
    if (status_has_body(response.status)) {
        if (!response.content_type.empty()) {
            append_line(out, "Content-Type", response.content_type);
        }
        out.append("Content-Length: ");
        append_number(out, response.body.size());
        out.append("\r\n");
    }
    append_line(out, "X-Request-Id", request_id);
    out.append("Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n");
    for (const Response::Header& header : response.headers()) {
        append_line(out, header.name, header.value);
    }
    switch (connection) {
        case ConnectionHeader::none:
            break;
        case ConnectionHeader::keep_alive:
            out.append("Connection: keep-alive\r\n");
            break;
        case ConnectionHeader::close:
            out.append("Connection: close\r\n");
            break;
    }
    out.append("\r\n");
}

}  // namespace hako::http
