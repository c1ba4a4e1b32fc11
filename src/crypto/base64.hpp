// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hako::crypto {

/// `bytes` in the alphabet of URLs, without padding (RFC 4648, section 5; RFC 7515, section 2).
std::string base64url(std::string_view bytes);

/// The bytes that base64url() was made of; empty when `text` is no such text (padding included).
std::optional<std::string> from_base64url(std::string_view text);

}  // namespace hako::crypto
