// SPDX-License-Identifier: Apache-2.0
#include "base/ip_address.hpp"

#include "base/check.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace hako {
namespace {

using Bytes = std::vector<std::uint8_t>;

IpAddress address(std::string_view text) {
    const auto parsed = IpAddress::parse(text);
    EXPECT_TRUE(parsed.has_value()) << text;
    return parsed.value_or(IpAddress::from_bytes(Bytes(4)));
}

IpRange range(std::string_view text) {
    std::string why;
    const auto parsed = IpRange::parse(text, why);
    check(parsed.has_value(), why);
    return *parsed;
}

std::string refusal(std::string_view text) {
    std::string why;
    return IpRange::parse(text, why) ? "taken" : why;
}

/// The address one above (or below) `bytes`; empty when there is none.
std::optional<Bytes> neighbour(Bytes bytes, int step) {
    for (std::size_t i = bytes.size(); i-- > 0;) {
        const int moved = bytes[i] + step;
        bytes[i] = static_cast<std::uint8_t>(moved);
        if (moved >= 0 && moved <= 255) {
            return bytes;
        }
    }
    return std::nullopt;
}

/// Checks that the block around `inside` with this prefix holds its first and last address and
/// neither of their neighbours outside.
void expect_exact_bounds(const Bytes& inside, unsigned prefix_bits) {
    Bytes first = inside;
    Bytes last = inside;
    for (unsigned bit = prefix_bits; bit < inside.size() * 8; ++bit) {
        const auto mask = static_cast<std::uint8_t>(0x80U >> (bit % 8));
        first[bit / 8] &= static_cast<std::uint8_t>(~mask);
        last[bit / 8] |= mask;
    }
    const std::string text =
        IpAddress::from_bytes(first).text() + "/" + std::to_string(prefix_bits);
    const IpRange block = range(text);
    EXPECT_TRUE(block.contains(IpAddress::from_bytes(first))) << text;
    EXPECT_TRUE(block.contains(IpAddress::from_bytes(last))) << text;
    EXPECT_TRUE(block.contains(IpAddress::from_bytes(inside))) << text;
    const auto below = neighbour(first, -1);
    const auto above = neighbour(last, +1);
    EXPECT_TRUE(!below || !block.contains(IpAddress::from_bytes(*below))) << text;
    EXPECT_TRUE(!above || !block.contains(IpAddress::from_bytes(*above))) << text;
}

TEST(IpAddress, reads_and_writes_both_families) {
    for (const auto* text :
         {"0.0.0.0", "127.0.0.1", "255.255.255.255", "::", "::1", "2001:db8::7"}) {
        EXPECT_EQ(address(text).text(), text);
    }
    EXPECT_EQ(address("127.0.0.1").family(), IpAddress::Family::v4);
    EXPECT_EQ(address("::1").family(), IpAddress::Family::v6);
}

TEST(IpAddress, has_one_form_for_every_spelling_of_an_ipv6_address) {
    EXPECT_EQ(address("2001:DB8:0:0:0:0:0:1"), address("2001:db8::1"));
    EXPECT_EQ(address("2001:0db8::0001").text(), "2001:db8::1");
}

TEST(IpAddress, is_the_ipv4_address_when_it_is_mapped_into_ipv6) {
    EXPECT_EQ(address("::ffff:192.0.2.1"), address("192.0.2.1"));
    EXPECT_EQ(address("::ffff:c000:201").text(), "192.0.2.1");
    EXPECT_EQ(address("::ffff:192.0.2.1").bytes().size(), 4U);
}

TEST(IpAddress, keeps_other_embedded_ipv4_addresses_apart) {
    EXPECT_NE(address("64:ff9b::192.0.2.1"), address("192.0.2.1"));
    EXPECT_NE(address("::192.0.2.1"), address("192.0.2.1"));
    EXPECT_EQ(address("64:ff9b::192.0.2.1").family(), IpAddress::Family::v6);
}

TEST(IpAddress, refuses_every_loose_spelling) {
    const std::vector<std::string> texts{
        "",
        " ",
        "localhost",
        "010.0.0.1",
        "10.00.0.1",
        "127.1",
        "127.0.1",
        "2130706433",
        "0x7f.0.0.1",
        "0x7f000001",
        "127.0.0.0x1",
        " 127.0.0.1",
        "127.0.0.1 ",
        "127.0.0.1\n",
        "127.0.0.1\t",
        "127.0.0.256",
        "127.0.0.-1",
        "127.0.0.+1",
        "127.0.0.1.1",
        "127.0.0.1.",
        ".127.0.0.1",
        "127..0.1",
        "127.0.0.1:80",
        "[::1]",
        "[::1]:80",
        "::1%lo",
        "fe80::1%eth0",
        "fe80::1%1",
        ":::",
        "::1::",
        "1:2:3:4:5:6:7",
        "1:2:3:4:5:6:7:8:9",
        "12345::",
        "g::1",
        "::1 ",
        "::ffff:010.0.0.1",
        "::ffff:1.2.3",
        "::1/128",
        "10.0.0.0/8",
        "1.2.3.4,5.6.7.8",
        "127.0.0.1x",
        "::1x",
        std::string("127.0.0.1\0", 10),
        std::string("127.0.0.1\0.evil", 15),
        std::string("::1\0", 4),
        std::string(46, '1'),
        std::string(1000, ':')
    };
    for (const auto& text : texts) {
        EXPECT_FALSE(IpAddress::parse(text).has_value()) << text;
    }
}

TEST(IpAddress, counts_ipv4_by_address_and_ipv6_by_its_64) {
    EXPECT_EQ(address("192.0.2.1").limit_group(), address("192.0.2.1"));
    EXPECT_EQ(address("2001:db8:1:2:3:4:5:6").limit_group().text(), "2001:db8:1:2::");
    EXPECT_EQ(
        address("2001:db8:1:2:ffff::").limit_group(), address("2001:db8:1:2::1").limit_group()
    );
    EXPECT_NE(address("2001:db8:1:3::1").limit_group(), address("2001:db8:1:2::1").limit_group());
}

TEST(IpAddress, hashes_equal_addresses_alike) {
    const std::hash<IpAddress> hash;
    EXPECT_EQ(hash(address("::ffff:192.0.2.1")), hash(address("192.0.2.1")));
    EXPECT_NE(hash(address("192.0.2.1")), hash(address("192.0.2.2")));
}

TEST(IpAddress, of_another_size_is_a_bug) {
    for (const std::size_t size : {0U, 3U, 5U, 15U, 17U}) {
        EXPECT_THROW(static_cast<void>(IpAddress::from_bytes(Bytes(size))), Bug) << size;
    }
}

TEST(IpRange, holds_exactly_its_block_for_every_ipv4_prefix) {
    for (unsigned prefix_bits = 1; prefix_bits <= 32; ++prefix_bits) {
        expect_exact_bounds({203, 0, 113, 77}, prefix_bits);
        expect_exact_bounds({0, 0, 0, 0}, prefix_bits);
        expect_exact_bounds({255, 255, 255, 255}, prefix_bits);
    }
}

TEST(IpRange, holds_exactly_its_block_for_every_ipv6_prefix) {
    const Bytes inside{0x20, 1, 0x0d, 0xb8, 0x5a, 0xa5, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0x0a};
    for (unsigned prefix_bits = 1; prefix_bits <= 128; ++prefix_bits) {
        expect_exact_bounds(inside, prefix_bits);
        expect_exact_bounds(Bytes(16, 0xff), prefix_bits);
    }
}

TEST(IpRange, of_one_address_holds_it_alone) {
    EXPECT_TRUE(range("192.0.2.1").contains(address("192.0.2.1")));
    EXPECT_FALSE(range("192.0.2.1").contains(address("192.0.2.0")));
    EXPECT_FALSE(range("192.0.2.1").contains(address("192.0.2.2")));
    EXPECT_TRUE(range("2001:db8::1").contains(address("2001:DB8::1")));
    EXPECT_FALSE(range("2001:db8::1").contains(address("2001:db8::")));
}

TEST(IpRange, never_crosses_families) {
    EXPECT_FALSE(range("128.0.0.0/1").contains(address("8000::")));
    EXPECT_FALSE(range("::/1").contains(address("1.2.3.4")));
    EXPECT_FALSE(range("::/64").contains(address("::ffff:1.2.3.4")));
    EXPECT_FALSE(range("192.0.2.0/24").contains(address("64:ff9b::192.0.2.1")));
    EXPECT_TRUE(range("192.0.2.0/24").contains(address("::ffff:192.0.2.9")));
    EXPECT_TRUE(range("::ffff:192.0.2.9").contains(address("192.0.2.9")));
}

TEST(IpRange, writes_a_single_address_without_a_prefix) {
    EXPECT_EQ(range("10.0.0.0/8").text(), "10.0.0.0/8");
    EXPECT_EQ(range("10.1.2.3/32").text(), "10.1.2.3");
    EXPECT_EQ(range("10.1.2.3").text(), "10.1.2.3");
    EXPECT_EQ(range("2001:DB8::/32").text(), "2001:db8::/32");
    EXPECT_EQ(range("2001:db8::1/128").text(), "2001:db8::1");
    EXPECT_EQ(range("10.1.2.3/32"), range("10.1.2.3"));
}

TEST(IpRange, refuses_host_bits_and_names_the_block_that_was_meant) {
    EXPECT_EQ(
        refusal("10.1.2.3/8"),
        "The address has bits set behind the prefix; did you mean 10.0.0.0/8?"
    );
    EXPECT_EQ(
        refusal("2001:db8::1/64"),
        "The address has bits set behind the prefix; did you mean 2001:db8::/64?"
    );
    for (unsigned prefix_bits = 1; prefix_bits < 32; ++prefix_bits) {
        EXPECT_NE(refusal("255.255.255.255/" + std::to_string(prefix_bits)), "taken");
    }
    for (unsigned prefix_bits = 1; prefix_bits < 128; ++prefix_bits) {
        EXPECT_NE(refusal("2001:db8::1/" + std::to_string(prefix_bits)), "taken");
    }
}

TEST(IpRange, refuses_the_whole_internet) {
    const auto* why = "A prefix length of 0 would allow every address; give no range instead.";
    for (const auto* text : {"0.0.0.0/0", "::/0", "10.0.0.0/0", "2001:db8::/0"}) {
        EXPECT_EQ(refusal(text), why) << text;
    }
}

TEST(IpRange, refuses_prefixes_that_are_not_plain_numbers_in_range) {
    for (const auto* prefix :
         {"",    "+8", "-8", "08", "00",  "008", " 8",  "8 ",   "8x",  "x",          "0x8",
          "8/8", "33", "64", "99", "128", "256", "999", "1000", "8.0", "4294967304", "255.0.0.0"}) {
        EXPECT_NE(refusal("10.0.0.0/" + std::string(prefix)), "taken") << prefix;
    }
    EXPECT_EQ(refusal("10.0.0.0/33"), "The prefix length must be a number from 1 to 32.");
    EXPECT_EQ(refusal("2001:db8::/129"), "The prefix length must be a number from 1 to 128.");
}

TEST(IpRange, refuses_a_range_between_two_addresses) {
    const auto* why = "A range from one address to another is not understood; use a CIDR block.";
    EXPECT_EQ(refusal("10.0.0.1-10.0.0.9"), why);
    EXPECT_EQ(refusal("10.0.0.1 - 10.0.0.9"), why);
    EXPECT_EQ(refusal("::1-::9"), why);
}

TEST(IpRange, refuses_an_ipv4_block_that_is_written_as_ipv6) {
    const auto* why = "Write a block of IPv4 addresses as IPv4, such as 10.0.0.0/8.";
    EXPECT_EQ(refusal("::ffff:10.0.0.0/104"), why);
    EXPECT_EQ(refusal("::ffff:10.0.0.0/8"), why);
}

TEST(IpRange, refuses_whatever_is_not_an_address) {
    for (const auto* text :
         {"",
          "/",
          "/8",
          " 10.0.0.0/8",
          "10.0.0.0 /8",
          "10.0.0.0/8\n",
          "010.0.0.0/8",
          "10/8",
          "10.0/16",
          "0x0a.0.0.0/8",
          "fe80::%eth0/64",
          "*",
          "10.0.0.*",
          "all",
          "[::1]",
          "10.0.0.0/8,11.0.0.0/8",
          "10.0.0.0/8 11.0.0.0/8",
          "127.0.0.1:80"}) {
        EXPECT_NE(refusal(text), "taken") << text;
    }
    EXPECT_EQ(
        refusal("all"),
        "Must be an address or a CIDR block, such as 203.0.113.7, 10.0.0.0/8 or 2001:db8::/32."
    );
}

}  // namespace
}  // namespace hako
