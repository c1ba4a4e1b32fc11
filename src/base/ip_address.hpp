// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace hako {

/// An IPv4 or IPv6 address in one canonical form. An IPv4-mapped IPv6 address (`::ffff:a.b.c.d`,
/// what a dual-stack socket reports) is the IPv4 address.
class IpAddress {
public:
    enum class Family : std::uint8_t { v4, v6 };

    /// Strict: what inet_pton takes. No leading zeros (`010.0.0.1`), short forms (`127.1`), zone
    /// ids, ports, brackets or spaces.
    static std::optional<IpAddress> parse(std::string_view text);

    /// 4 or 16 bytes in network order; other sizes are a Bug.
    static IpAddress from_bytes(std::span<const std::uint8_t> bytes);

    [[nodiscard]] Family family() const;

    /// 4 or 16 bytes in network order.
    [[nodiscard]] std::span<const std::uint8_t> bytes() const;

    [[nodiscard]] std::string text() const;

    /// The network a person or site holds, by which limits count: the address itself for IPv4, its
    /// /64 for IPv6 (RFC 4291, section 2.5.4).
    [[nodiscard]] IpAddress limit_group() const;

    auto operator<=>(const IpAddress&) const = default;

private:
    IpAddress() = default;

    std::array<std::uint8_t, 16> bytes_{};
    Family family_ = Family::v4;
};

/// One address or a CIDR block.
class IpRange {
public:
    /// `10.0.0.0/8`, `2001:db8::/32` or a single address. On failure `why` says what is wrong with
    /// the text in a whole sentence: host bits that are set, a prefix out of range, `/0`, `a-b`,
    /// leading zeros.
    static std::optional<IpRange> parse(std::string_view text, std::string& why);

    /// An IPv4 range never holds an IPv6 address, and the other way round.
    [[nodiscard]] bool contains(const IpAddress& address) const;

    /// Canonical: `10.0.0.0/8`; a single address has no prefix.
    [[nodiscard]] std::string text() const;

    auto operator<=>(const IpRange&) const = default;

private:
    IpRange(IpAddress address, unsigned prefix_bits)
        : address_(address), prefix_bits_(prefix_bits) {}

    IpAddress address_;
    unsigned prefix_bits_;
};

}  // namespace hako

template <>
struct std::hash<hako::IpAddress> {
    std::size_t operator()(const hako::IpAddress& address) const noexcept {
        return std::hash<std::string_view>()(std::string_view(
            reinterpret_cast<const char*>(address.bytes().data()), address.bytes().size()
        ));
    }
};
