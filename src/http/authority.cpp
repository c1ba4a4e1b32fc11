// SPDX-License-Identifier: Apache-2.0
#include "http/authority.hpp"

#include "base/ip_address.hpp"
#include "http/characters.hpp"

#include <algorithm>
#include <cstddef>

namespace hako::http {
namespace {

struct Parts {
    std::string_view host;
    /// Without the colon; empty when there is none.
    std::string_view port;
};

/// For a text that is an authority.
Parts split(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    const std::size_t bracket = text.rfind(']');
    if (colon == std::string_view::npos || (bracket != std::string_view::npos && bracket > colon)) {
        return {text, {}};
    }
    return {text.substr(0, colon), text.substr(colon + 1)};
}

/// Letters, digits and what RFC 3986 calls unreserved and sub-delims, less the comma: a list of
/// hosts must not pass for one.
bool is_name_character(char c) {
    return is_letter(c) || is_digit(c) ||
           std::string_view("-._~!$&'()*+;=").find(c) != std::string_view::npos;
}

bool is_name(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%') {
            if (i + 2 >= text.size() || !is_hex_digit(text[i + 1]) || !is_hex_digit(text[i + 2])) {
                return false;
            }
            i += 2;
        } else if (!is_name_character(text[i])) {
            return false;
        }
    }
    return !text.empty();
}

bool is_host(std::string_view text) {
    if (!text.starts_with('[')) {
        return is_name(text);
    }
    const std::string_view inside = text.substr(1, text.size() - 2);
    return text.ends_with(']') && inside.find(':') != std::string_view::npos &&
           IpAddress::parse(inside).has_value();
}

bool is_port(std::string_view text) {
    return text.size() <= 5 && std::all_of(text.begin(), text.end(), is_digit);
}

}  // namespace

bool is_authority(std::string_view text) {
    const Parts parts = split(text);
    return is_host(parts.host) && is_port(parts.port);
}

bool is_same_authority(std::string_view a, std::string_view b, std::string_view default_port) {
    const Parts left = split(a);
    const Parts right = split(b);
    const auto port = [&](const Parts& parts) {
        return parts.port.empty() ? default_port : parts.port;
    };
    return is_same_ignoring_case(left.host, right.host) && port(left) == port(right);
}

}  // namespace hako::http
