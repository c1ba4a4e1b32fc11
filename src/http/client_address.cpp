// SPDX-License-Identifier: Apache-2.0
#include "http/client_address.hpp"

#include <algorithm>
#include <cstddef>
#include <ranges>

namespace hako::http {
namespace {

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

bool is_port(std::string_view text) {
    if (text.empty() || text.size() > 5) {
        return false;
    }
    unsigned port = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') {
            return false;
        }
        port = port * 10 + static_cast<unsigned>(c - '0');
    }
    return port <= 65'535;
}

/// `[v6]` or `[v6]:port`.
std::optional<IpAddress> parse_bracketed(std::string_view entry) {
    const std::size_t close = entry.find(']');
    if (close == std::string_view::npos) {
        return std::nullopt;
    }
    const std::string_view inside = entry.substr(1, close - 1);
    const std::string_view rest = entry.substr(close + 1);
    const bool is_rest_good = rest.empty() || (rest.front() == ':' && is_port(rest.substr(1)));
    if (!is_rest_good || inside.find(':') == std::string_view::npos) {
        return std::nullopt;
    }
    return IpAddress::parse(inside);
}

std::optional<IpAddress> parse_entry(std::string_view entry) {
    if (entry.starts_with('[')) {
        return parse_bracketed(entry);
    }
    const std::size_t colon = entry.find(':');
    if (colon != std::string_view::npos && colon == entry.rfind(':')) {
        // One colon: no IPv6 address has so few, so it separates a port.
        return is_port(entry.substr(colon + 1)) ? IpAddress::parse(entry.substr(0, colon))
                                                : std::nullopt;
    }
    return IpAddress::parse(entry);
}

}  // namespace

bool is_trusted(const IpAddress& address, std::span<const IpRange> trusted_proxies) {
    return std::any_of(trusted_proxies.begin(), trusted_proxies.end(), [&](const IpRange& range) {
        return range.contains(address);
    });
}

std::optional<IpAddress> client_address(
    const IpAddress& peer,
    std::span<const std::string_view> forwarded_for,
    std::span<const IpRange> trusted_proxies
) {
    if (!is_trusted(peer, trusted_proxies)) {
        return peer;
    }
    IpAddress leftmost = peer;
    for (std::string_view rest : forwarded_for | std::views::reverse) {
        while (true) {
            const std::size_t comma = rest.rfind(',');
            const bool is_last = comma == std::string_view::npos;
            const auto address = parse_entry(trimmed(is_last ? rest : rest.substr(comma + 1)));
            if (!address || !is_trusted(*address, trusted_proxies)) {
                return address;
            }
            leftmost = *address;
            if (is_last) {
                break;
            }
            rest = rest.substr(0, comma);
        }
    }
    return leftmost;
}

}  // namespace hako::http
