// SPDX-License-Identifier: Apache-2.0
#include "crypto/signing_key.hpp"

#include "base/check.hpp"
#include "crypto/base64.hpp"
#include "crypto/openssl_handles.hpp"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>

#include <array>
#include <utility>

namespace hako::crypto {
namespace {

constexpr int kRsaBitsMin = 2'048;
constexpr int kP256FieldBytes = 32;

SigningKey::Kind kind_of(const EVP_PKEY* key) {
    if (EVP_PKEY_is_a(key, "RSA") == 1) {
        return EVP_PKEY_get_bits(key) >= kRsaBitsMin ? SigningKey::Kind::rs256
                                                     : SigningKey::Kind::other;
    }
    std::array<char, 64> group{};
    std::size_t size = 0;
    const bool is_p256 = EVP_PKEY_is_a(key, "EC") == 1 &&
                         EVP_PKEY_get_group_name(key, group.data(), group.size(), &size) == 1 &&
                         std::string_view(group.data(), size) == "prime256v1";
    return is_p256 ? SigningKey::Kind::es256 : SigningKey::Kind::other;
}

// OpenSSL writes an ECDSA signature as DER; a JWT has the two numbers side by side.
std::string raw_signature(const std::string& der) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(der.data());
    ECDSA_SIG* parsed = d2i_ECDSA_SIG(nullptr, &bytes, static_cast<long>(der.size()));
    check(parsed != nullptr, "an ECDSA signature of OpenSSL's cannot be read");
    std::string raw(2UL * kP256FieldBytes, '\0');
    auto* out = reinterpret_cast<unsigned char*>(raw.data());
    const bool fits =
        BN_bn2binpad(ECDSA_SIG_get0_r(parsed), out, kP256FieldBytes) == kP256FieldBytes &&
        BN_bn2binpad(ECDSA_SIG_get0_s(parsed), out + kP256FieldBytes, kP256FieldBytes) ==
            kP256FieldBytes;
    ECDSA_SIG_free(parsed);
    check(fits, "an ECDSA signature is longer than its curve");
    return raw;
}

}  // namespace

OpensslHandle<EVP_PKEY> read_private_key(std::string_view pem) {
    const auto bio = reading(pem);
    OpensslHandle<EVP_PKEY> key(PEM_read_bio_PrivateKey(bio.get(), nullptr, no_passphrase, nullptr)
    );
    ERR_clear_error();
    return key;
}

struct SigningKey::Body {
    OpensslHandle<EVP_PKEY> key;
    Kind kind;
};

SigningKey::SigningKey(std::unique_ptr<Body> body) : body_(std::move(body)) {}

SigningKey::SigningKey(SigningKey&&) noexcept = default;
SigningKey& SigningKey::operator=(SigningKey&&) noexcept = default;
SigningKey::~SigningKey() = default;

std::optional<SigningKey> SigningKey::from_pem(const Secret& pem) {
    auto key = read_private_key(pem.reveal());
    if (!key) {
        return std::nullopt;
    }
    const Kind kind = kind_of(key.get());
    return SigningKey(std::make_unique<Body>(Body{.key = std::move(key), .kind = kind}));
}

SigningKey::Kind SigningKey::kind() const {
    return body_->kind;
}

Sha256 SigningKey::fingerprint() const {
    unsigned char* der = nullptr;
    const int size = i2d_PUBKEY(body_->key.get(), &der);
    check(size > 0, "OpenSSL cannot write a public key");
    const Sha256 digest =
        sha256({reinterpret_cast<const char*>(der), static_cast<std::size_t>(size)});
    OPENSSL_free(der);
    return digest;
}

std::string SigningKey::sign(std::string_view text) const {
    check(body_->kind != Kind::other, "a key that signs no JWT was asked to");
    const OpensslHandle<EVP_MD_CTX> context(EVP_MD_CTX_new());
    const auto* bytes = reinterpret_cast<const unsigned char*>(text.data());
    std::size_t size = 0;
    const bool begun =
        EVP_DigestSignInit_ex(
            context.get(), nullptr, "SHA256", nullptr, nullptr, body_->key.get(), nullptr
        ) == 1 &&
        EVP_DigestSign(context.get(), nullptr, &size, bytes, text.size()) == 1;
    check(begun, "OpenSSL cannot begin a signature");
    std::string signature(size, '\0');
    const int done = EVP_DigestSign(
        context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, bytes, text.size()
    );
    check(done == 1, "OpenSSL cannot sign");
    signature.resize(size);
    return body_->kind == Kind::es256 ? raw_signature(signature) : signature;
}

Secret make_jwt(std::string_view header, std::string_view claims, const SigningKey& key) {
    std::string token = base64url(header) + '.' + base64url(claims);
    token += '.' + base64url(key.sign(token));
    return Secret(std::move(token));
}

}  // namespace hako::crypto
