// SPDX-License-Identifier: Apache-2.0
#include "base/ip_address.hpp"

#include "base/check.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace hako {
namespace {

constexpr std::size_t kV4Bytes = 4;
constexpr std::size_t kV6Bytes = 16;
constexpr std::size_t kLimitGroupBytes = 8;
constexpr std::array<std::uint8_t, 12> kMappedPrefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

constexpr std::string_view kNotAnAddress =
    "Must be an address or a CIDR block, such as 203.0.113.7, 10.0.0.0/8 or 2001:db8::/32.";

int system_family(IpAddress::Family family) {
    return family == IpAddress::Family::v4 ? AF_INET : AF_INET6;
}

/// The bits of byte number `index` that a prefix of `prefix_bits` covers.
std::uint8_t network_mask(unsigned prefix_bits, std::size_t index) {
    const auto before = static_cast<unsigned>(index) * 8U;
    if (prefix_bits <= before) {
        return 0;
    }
    const unsigned covered = std::min(prefix_bits - before, 8U);
    return static_cast<std::uint8_t>(0xff00U >> covered);
}

/// 1 to 3 digits without sign, space or leading zero.
std::optional<unsigned> parse_prefix_bits(std::string_view text) {
    constexpr std::size_t kDigitsMax = 3;
    if (text.empty() || text.size() > kDigitsMax || (text.front() == '0' && text.size() > 1)) {
        return std::nullopt;
    }
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return value;
}

}  // namespace

std::optional<IpAddress> IpAddress::parse(std::string_view text) {
    // inet_pton wants a terminated string; a NUL inside would end it early.
    std::array<char, INET6_ADDRSTRLEN> terminated{};
    if (text.size() >= terminated.size() || text.find('\0') != std::string_view::npos) {
        return std::nullopt;
    }
    text.copy(terminated.data(), text.size());
    const bool v6 = text.find(':') != std::string_view::npos;
    std::array<std::uint8_t, kV6Bytes> bytes{};
    if (inet_pton(v6 ? AF_INET6 : AF_INET, terminated.data(), bytes.data()) != 1) {
        return std::nullopt;
    }
    return from_bytes(std::span(bytes).first(v6 ? kV6Bytes : kV4Bytes));
}

IpAddress IpAddress::from_bytes(std::span<const std::uint8_t> bytes) {
    check(bytes.size() == kV4Bytes || bytes.size() == kV6Bytes, "an address has 4 or 16 bytes");
    const bool mapped = bytes.size() == kV6Bytes &&
                        std::equal(kMappedPrefix.begin(), kMappedPrefix.end(), bytes.begin());
    const auto kept = mapped ? bytes.last(kV4Bytes) : bytes;
    IpAddress address;
    address.family_ = kept.size() == kV4Bytes ? Family::v4 : Family::v6;
    std::copy(kept.begin(), kept.end(), address.bytes_.begin());
    return address;
}

IpAddress::Family IpAddress::family() const {
    return family_;
}

std::span<const std::uint8_t> IpAddress::bytes() const {
    return std::span(bytes_).first(family_ == Family::v4 ? kV4Bytes : kV6Bytes);
}

std::string IpAddress::text() const {
    std::array<char, INET6_ADDRSTRLEN> text{};
    const char* written = inet_ntop(
        system_family(family_), bytes_.data(), text.data(), static_cast<socklen_t>(text.size())
    );
    check(written != nullptr, "an address that has no text");
    return written;
}

IpAddress IpAddress::limit_group() const {
    IpAddress group = *this;
    if (family_ == Family::v6) {
        std::fill(group.bytes_.begin() + kLimitGroupBytes, group.bytes_.end(), std::uint8_t{0});
    }
    return group;
}

std::optional<IpRange> IpRange::parse(std::string_view text, std::string& why) {
    if (text.find('-') != std::string_view::npos) {
        why = "A range from one address to another is not understood; use a CIDR block.";
        return std::nullopt;
    }
    const std::size_t slash = text.find('/');
    const std::string_view address_text = text.substr(0, slash);
    const auto address = IpAddress::parse(address_text);
    if (!address) {
        why = kNotAnAddress;
        return std::nullopt;
    }
    const auto bits_max = static_cast<unsigned>(address->bytes().size() * 8);
    if (slash == std::string_view::npos) {
        return IpRange(*address, bits_max);
    }
    // `::ffff:10.0.0.0/104` counts its prefix in an address that is never compared.
    if (address->family() == IpAddress::Family::v4 && address_text.find(':') != text.npos) {
        why = "Write a block of IPv4 addresses as IPv4, such as 10.0.0.0/8.";
        return std::nullopt;
    }
    const auto prefix_bits = parse_prefix_bits(text.substr(slash + 1));
    if (!prefix_bits || *prefix_bits > bits_max) {
        why = "The prefix length must be a number from 1 to " + std::to_string(bits_max) + ".";
        return std::nullopt;
    }
    if (*prefix_bits == 0) {
        why = "A prefix length of 0 would allow every address; give no range instead.";
        return std::nullopt;
    }
    std::array<std::uint8_t, kV6Bytes> network{};
    const auto bytes = address->bytes();
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        network[i] = bytes[i] & network_mask(*prefix_bits, i);
    }
    const IpRange range(
        IpAddress::from_bytes(std::span(network).first(bytes.size())), *prefix_bits
    );
    if (range.address_ != *address) {
        why = "The address has bits set behind the prefix; did you mean " + range.text() + "?";
        return std::nullopt;
    }
    return range;
}

bool IpRange::contains(const IpAddress& address) const {
    if (address.family() != address_.family()) {
        return false;
    }
    const auto network = address_.bytes();
    const auto other = address.bytes();
    for (std::size_t i = 0; i < network.size(); ++i) {
        if ((other[i] & network_mask(prefix_bits_, i)) != network[i]) {
            return false;
        }
    }
    return true;
}

std::string IpRange::text() const {
    std::string text = address_.text();
    if (prefix_bits_ != address_.bytes().size() * 8) {
        text += "/" + std::to_string(prefix_bits_);
    }
    return text;
}

}  // namespace hako
