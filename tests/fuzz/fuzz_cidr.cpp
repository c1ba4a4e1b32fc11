// SPDX-License-Identifier: Apache-2.0
// Addresses and ranges. Input: a range or an address, and on the second line an address to look
// for.

#include "base/ip_address.hpp"
#include "target.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <string>

namespace hako::fuzz {
namespace {

bool bit(const IpAddress& address, unsigned index) {
    return (address.bytes()[index / 8] & 0x80U >> index % 8) != 0;
}

IpAddress flipped(const IpAddress& address, unsigned index) {
    std::array<std::uint8_t, 16> bytes{};
    std::copy(address.bytes().begin(), address.bytes().end(), bytes.begin());
    bytes.at(index / 8) ^= static_cast<std::uint8_t>(0x80U >> index % 8);
    return IpAddress::from_bytes(std::span(bytes).first(address.bytes().size()));
}

std::optional<IpAddress> check_address(std::string_view text) {
    const auto address = IpAddress::parse(text);
    std::array<std::uint8_t, 16> bytes{};
    const std::string c_string(text);
    const bool has_zero = text.find('\0') != std::string_view::npos;
    const bool is_v4 = !has_zero && inet_pton(AF_INET, c_string.c_str(), bytes.data()) == 1;
    const bool is_v6 =
        !has_zero && !is_v4 && inet_pton(AF_INET6, c_string.c_str(), bytes.data()) == 1;
    require(address.has_value() == (is_v4 || is_v6), "takes what inet_pton takes");
    if (address) {
        require(
            *address == IpAddress::from_bytes(std::span(bytes).first(is_v4 ? 4 : 16)),
            "is the address inet_pton reads"
        );
        require(IpAddress::parse(address->text()) == address, "its text is the same address");
        require(
            IpAddress::from_bytes(address->bytes()) == *address, "its bytes are the same address"
        );
        require(
            address->limit_group().limit_group() == address->limit_group(), "a group is its own"
        );
    }
    return address;
}

/// Looks at `range` bit by bit: it was read from `text`.
void check_bits(const IpRange& range, std::string_view text, std::optional<IpAddress> probe) {
    const std::size_t slash = text.find('/');
    const auto network = IpAddress::parse(text.substr(0, slash));
    require(network.has_value(), "a range begins with an address");
    const auto width = static_cast<unsigned>(network->bytes().size() * 8);
    const unsigned prefix =
        slash == std::string_view::npos
            ? width
            : static_cast<unsigned>(std::stoul(std::string(text.substr(slash + 1))));
    require(prefix >= 1 && prefix <= width, "the prefix is within the address");
    require(range.contains(*network), "a range holds its first address");
    for (unsigned i = 0; i < width; ++i) {
        const IpAddress other = flipped(*network, i);
        // A flipped bit can make an address of the other family out of a mapped one.
        if (other.family() == network->family()) {
            require(range.contains(other) == (i >= prefix), "bits before the prefix decide");
            require(i < prefix || !bit(*network, i), "no host bit is set");
        }
    }
    if (probe) {
        bool inside = probe->family() == network->family();
        for (unsigned i = 0; inside && i < prefix; ++i) {
            inside = bit(*probe, i) == bit(*network, i);
        }
        require(range.contains(*probe) == inside, "holds what has the same first bits");
    }
}

}  // namespace
}  // namespace hako::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hako;
    using namespace hako::fuzz;
    std::string_view rest = text_of(data, size);
    const std::string_view text = take_line(rest);
    check_address(text);
    const auto probe = check_address(take_line(rest));

    std::string why;
    const auto range = IpRange::parse(text, why);
    require(range.has_value() == why.empty(), "a refusal, and nothing else, has a reason");
    if (range) {
        std::string none;
        require(IpRange::parse(range->text(), none) == range, "its text is the same range");
        check_bits(*range, text, probe);
    }
    return 0;
}
