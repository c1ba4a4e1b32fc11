// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/ip_address.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace hako::http {

bool is_trusted(const IpAddress& address, std::span<const IpRange> trusted_proxies);

/// Who sent a request, seen through the operator's own proxies.
///
/// A peer that is no trusted proxy is the client, whatever headers it sends. Behind a trusted one,
/// `forwarded_for` (the values of all X-Forwarded-For lines, in the order sent) is walked from the
/// right: trusted proxies are skipped, the first other address is the client. When all are trusted,
/// the leftmost is (a caller from inside). Without any line it is the peer.
///
/// An entry may carry a port (`192.0.2.1:80`, `[2001:db8::1]:80`). Empty when the walk meets
/// anything else that is not an address: the client is unknown, and a key that is limited to
/// addresses must be denied.
std::optional<IpAddress> client_address(
    const IpAddress& peer,
    std::span<const std::string_view> forwarded_for,
    std::span<const IpRange> trusted_proxies
);

}  // namespace hako::http
