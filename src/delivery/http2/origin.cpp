// SPDX-License-Identifier: Apache-2.0
#include "delivery/http2/origin.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace hako::http2 {
namespace {

constexpr std::string_view kScheme = "https://";
constexpr std::string_view kPort = "443";

bool is_host_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == ':';
}

bool is_port(std::string_view text) {
    std::uint16_t number = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    return error == std::errc() && stop == end && number != 0;
}

}  // namespace

std::string Url::authority() const {
    std::string text = host.find(':') == std::string::npos ? host : "[" + host + "]";
    if (port != kPort) {
        text += ":" + port;
    }
    return text;
}

std::optional<Url> parse_url(std::string_view text) {
    if (!text.starts_with(kScheme) || text.find_first_of("@?#\\ ") != std::string_view::npos) {
        return std::nullopt;
    }
    text.remove_prefix(kScheme.size());
    const auto slash = std::min(text.find('/'), text.size());
    std::string_view authority = text.substr(0, slash);
    Url url;
    url.path = slash == text.size() ? "/" : text.substr(slash);
    std::string_view host;
    if (authority.starts_with('[')) {
        const auto end = authority.find(']');
        if (end == std::string_view::npos) {
            return std::nullopt;
        }
        host = authority.substr(1, end - 1);
        authority.remove_prefix(end + 1);
        if (!authority.empty() && authority.front() != ':') {
            return std::nullopt;
        }
    } else {
        host = authority.substr(0, authority.find(':'));
        authority.remove_prefix(host.size());
    }
    url.port = authority.empty() ? kPort : authority.substr(1);
    std::ranges::transform(host, std::back_inserter(url.host), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    if (url.host.empty() || !std::ranges::all_of(url.host, is_host_character) ||
        !is_port(url.port)) {
        return std::nullopt;
    }
    return url;
}

}  // namespace hako::http2
