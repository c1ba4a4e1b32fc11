// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "crypto/secret.hpp"
#include "crypto/sha256.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace hako::crypto {

/// A private key that signs JSON Web Tokens (RFC 7515, RFC 7518).
class SigningKey {
public:
    /// What keys of this kind sign with: ES256 (P-256, SHA-256), RS256 (RSA of at least 2,048 bits,
    /// PKCS#1 v1.5, SHA-256). `other`: a key of another kind, which signs nothing here.
    enum class Kind : std::uint8_t { es256, rs256, other };

    /// Reads the first private key of a PEM text (PKCS#8, or the traditional forms). Empty when
    /// there is none, or it is encrypted.
    static std::optional<SigningKey> from_pem(const Secret& pem);

    SigningKey(SigningKey&&) noexcept;
    SigningKey& operator=(SigningKey&&) noexcept;
    SigningKey(const SigningKey&) = delete;
    SigningKey& operator=(const SigningKey&) = delete;
    ~SigningKey();

    [[nodiscard]] Kind kind() const;

    /// SHA-256 of the public key (DER, SubjectPublicKeyInfo): the same for the same key, however
    /// its file is written.
    [[nodiscard]] Sha256 fingerprint() const;

    /// The signature over `text` as JWTs carry it: for ES256 r and s, 64 bytes; for RS256 as many
    /// bytes as the modulus has. A Bug when the kind is `other`.
    [[nodiscard]] std::string sign(std::string_view text) const;

private:
    struct Body;

    explicit SigningKey(std::unique_ptr<Body> body);

    std::unique_ptr<Body> body_;
};

/// A signed token in compact form: `header` and `claims` are JSON objects, whose `alg` must be what
/// `key` signs with.
Secret make_jwt(std::string_view header, std::string_view claims, const SigningKey& key);

}  // namespace hako::crypto
