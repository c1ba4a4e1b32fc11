// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "crypto/secret.hpp"

#include <cstdint>
#include <string>

namespace hako::crypto {

enum class TestKey : std::uint8_t { p256, p384, rsa_1024, rsa_2048, encrypted_p256 };

/// A new private key of the kind, as PKCS#8 PEM.
Secret new_key_pem(TestKey kind);

/// The private key of the kind that all tests of this program share, as PKCS#8 PEM: the same one at
/// each call, another one in each run.
std::string shared_key_pem(TestKey kind);

/// What a made-up push certificate says.
struct TestCertificate {
    UnixMillis not_before = 0;
    UnixMillis not_after = 0;
    std::string common_name = "Apple Push Services: com.example.app";
    std::string user_id = "com.example.app";
    bool is_for_development = false;
    bool is_for_production = true;
    /// DER of Apple's extension for topics; none when empty.
    std::string topics_der = {};
};

/// A self-signed certificate of the key in `key_pem`, as PEM, without the key.
std::string new_certificate_pem(const TestCertificate& certificate, const Secret& key_pem);

}  // namespace hako::crypto
