// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "crypto/secret.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hako::crypto {

/// What kinds of PEM blocks a text holds, to say what somebody gave instead of what was asked for.
struct PemContents {
    bool has_certificate = false;
    bool has_private_key = false;
    bool has_encrypted_key = false;
    bool has_public_key = false;
    bool has_certificate_request = false;
};

/// Looks at the BEGIN lines only.
PemContents pem_contents(std::string_view text);

/// What a client certificate for APNs says of itself.
struct CertificateFacts {
    std::string common_name;  ///< of its subject; empty when it has none
    std::string user_id;      ///< of its subject (UID): the app's bundle id
    UnixMillis not_before = 0;
    UnixMillis not_after = 0;
    /// The topics of Apple's extension 1.2.840.113635.100.6.3.6; empty for a single topic.
    std::vector<std::string> topics;
    /// Apple's extensions 1.2.840.113635.100.6.3.1 and .2.
    bool is_for_development = false;
    bool is_for_production = false;

    enum class Key : std::uint8_t { missing, of_another_certificate, matches };
    Key key = Key::missing;
};

/// The facts of the first certificate of a PEM text and whether the private key in the text is its
/// own. Empty when there is no certificate that can be read.
std::optional<CertificateFacts> read_certificate(const Secret& pem);

}  // namespace hako::crypto
