// SPDX-License-Identifier: Apache-2.0
// Who the client is behind proxies. Input: the peer, the trusted ranges with spaces between them,
// then one X-Forwarded-For value a line.

#include "http/client_address.hpp"
#include "target.hpp"

#include <algorithm>
#include <string>
#include <vector>

namespace hako::fuzz {
namespace {

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> parts(1);
    for (const char c : text) {
        if (c == separator) {
            parts.emplace_back();
        } else {
            parts.back() += c;
        }
    }
    return parts;
}

std::vector<IpRange> ranges_of(std::string_view line) {
    std::vector<IpRange> ranges;
    std::string why;
    for (const std::string& text : split(line, ' ')) {
        if (const auto range = IpRange::parse(text, why)) {
            ranges.push_back(*range);
        }
    }
    return ranges;
}

/// The text of an entry's address, by looking for what may stand around one.
std::string address_text(std::string entry) {
    const auto is_space = [](char c) { return c == ' ' || c == '\t'; };
    while (!entry.empty() && is_space(entry.back())) {
        entry.pop_back();
    }
    entry.erase(entry.begin(), std::find_if_not(entry.begin(), entry.end(), is_space));

    const auto colons = std::count(entry.begin(), entry.end(), ':');
    const std::size_t last = entry.rfind(':');
    const bool is_bracketed = entry.starts_with('[');
    const bool has_port = is_bracketed ? !entry.ends_with(']') : colons == 1;
    if (has_port) {
        const std::string port = last == std::string::npos ? "" : entry.substr(last + 1);
        const bool is_number =
            !port.empty() && port.size() <= 5 &&
            std::all_of(port.begin(), port.end(), [](char c) { return c >= '0' && c <= '9'; });
        if (!is_number || std::stoul(port) > 65'535) {
            return "no address";
        }
        entry.resize(last);
    }
    if (is_bracketed) {
        if (!entry.ends_with(']') || colons < (has_port ? 3 : 2)) {
            return "no address";
        }
        entry = entry.substr(1, entry.size() - 2);
    }
    return entry;
}

/// The same as client_address, from its description.
std::optional<IpAddress> expected(
    const IpAddress& peer,
    const std::vector<std::string>& lines,
    std::span<const IpRange> own
) {
    std::vector<std::optional<IpAddress>> chain;
    for (const std::string& line : lines) {
        for (const std::string& entry : split(line, ',')) {
            chain.push_back(IpAddress::parse(address_text(entry)));
        }
    }
    chain.emplace_back(peer);
    for (std::size_t i = chain.size(); i > 0; --i) {
        const auto& address = chain[i - 1];
        if (!address || i == 1 || !http::is_trusted(*address, own)) {
            return address;
        }
    }
    return std::nullopt;
}

}  // namespace
}  // namespace hako::fuzz

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace hako;
    using namespace hako::fuzz;
    std::string_view rest = text_of(data, size);
    const auto peer = IpAddress::parse(take_line(rest));
    const std::vector<IpRange> trusted = ranges_of(take_line(rest));
    if (!peer) {
        return 0;
    }
    const std::vector<std::string> lines =
        rest.empty() ? std::vector<std::string>() : split(rest, '\n');
    const std::vector<std::string_view> views(lines.begin(), lines.end());
    require(
        http::client_address(*peer, views, trusted) == expected(*peer, lines, trusted),
        "finds the client that the reference finds"
    );
    require(
        http::client_address(*peer, views, {}) == peer, "without a trusted proxy it is the peer"
    );
    return 0;
}
