// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace hako::http {

/// Whether `text` is `host` or `host:port` (RFC 3986, section 3.2.2): a name, an IPv4 address, or
/// an IPv6 address in brackets. No user information, no comma, not empty.
bool is_authority(std::string_view text);

/// Whether two authorities name the same host and port: letter case ignored, the port of the scheme
/// (`80`) the same as none.
bool is_same_authority(std::string_view a, std::string_view b, std::string_view default_port);

}  // namespace hako::http
