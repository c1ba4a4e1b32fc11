// SPDX-License-Identifier: Apache-2.0
#include "server/setting_values.hpp"

#include <fmt/format.h>

#include <charconv>
#include <limits>

namespace hako::server {

Complaint take_number(std::string_view text, std::size_t low, std::size_t high, std::size_t& out) {
    std::size_t value = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc() || stop != end || value < low || value > high) {
        return fmt::format("a number from {} to {}", low, high);
    }
    out = value;
    return {};
}

Complaint take_address(std::string_view text, std::optional<ListenAddress>& out) {
    std::string complaint =
        "HOST:PORT, where HOST is an IPv4 address, an IPv6 address in brackets or localhost, and "
        "PORT is a number up to 65535";
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos) {
        return complaint;
    }
    std::string_view host = text.substr(0, colon);
    const bool bracketed = host.starts_with('[') && host.ends_with(']') && host.size() > 2;
    if (bracketed) {
        host = host.substr(1, host.size() - 2);
    }
    const auto address = IpAddress::parse(host == "localhost" ? "127.0.0.1" : host);
    std::size_t port = 0;
    const bool port_fits =
        take_number(text.substr(colon + 1), 0, std::numeric_limits<std::uint16_t>::max(), port)
            .empty();
    // Brackets belong to IPv6 and only to it, or `::1:8080` could be read in two ways.
    if (!address || !port_fits || bracketed != (host.find(':') != std::string_view::npos)) {
        return complaint;
    }
    out = ListenAddress{*address, static_cast<std::uint16_t>(port)};
    return {};
}

Complaint take_path(std::string_view text, std::filesystem::path& out) {
    if (text.empty() || text.find('\0') != std::string_view::npos) {
        return "a path";
    }
    out = text;
    return {};
}

}  // namespace hako::server
