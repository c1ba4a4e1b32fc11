// SPDX-License-Identifier: Apache-2.0
#include "domain/keys/management_key.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace hako::keys {
namespace {

constexpr char kIdLetter = 'k';
constexpr std::size_t kIdBytes = 8;
constexpr std::string_view kHex = "0123456789abcdef";

bool holds(const std::vector<IpRange>& ranges, const IpAddress& client) {
    return ranges.empty() || std::any_of(ranges.begin(), ranges.end(), [&](const IpRange& range) {
               return range.contains(client);
           });
}

}  // namespace

KeyId KeyId::make(Random& random) {
    std::array<std::byte, kIdBytes> bytes{};
    random.fill(bytes);
    std::string text(1, kIdLetter);
    for (const std::byte byte : bytes) {
        text += kHex[std::to_integer<std::size_t>(byte >> 4)];
        text += kHex[std::to_integer<std::size_t>(byte & std::byte{0x0F})];
    }
    return KeyId(std::move(text));
}

std::optional<KeyId> KeyId::parse(std::string_view text) {
    const bool good = text.size() == 1 + 2 * kIdBytes && text.front() == kIdLetter &&
                      text.substr(1).find_first_not_of(kHex) == std::string_view::npos;
    return good ? std::optional(KeyId(std::string(text))) : std::nullopt;
}

std::string_view to_string(Verdict verdict) {
    switch (verdict) {
        case Verdict::allowed:
            return "allowed";
        case Verdict::revoked:
            return "revoked";
        case Verdict::expired:
            return "expired";
        case Verdict::address_denied:
            return "address_denied";
    }
    return "unknown";
}

Verdict judge(const ManagementKey& key, const std::optional<IpAddress>& client, UnixMillis now) {
    if (key.revoked_at) {
        return Verdict::revoked;
    }
    if (key.expires_at && now >= *key.expires_at) {
        return Verdict::expired;
    }
    if (!client || !holds(key.ranges, *client)) {
        return Verdict::address_denied;
    }
    return Verdict::allowed;
}

}  // namespace hako::keys
