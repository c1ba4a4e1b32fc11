// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace hako::http2 {

/// A server and a path on it: `https://host[:port][/path]`.
struct Url {
    std::string host;  ///< lower case; an IPv6 address without its brackets
    std::string port;
    std::string path;  ///< begins with `/`

    /// Host and port as `:authority` has them.
    [[nodiscard]] std::string authority() const;
};

/// Empty unless it is an https URL without user, query and fragment.
std::optional<Url> parse_url(std::string_view text);

}  // namespace hako::http2
