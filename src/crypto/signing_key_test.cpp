// SPDX-License-Identifier: Apache-2.0
#include "crypto/signing_key.hpp"

#include "crypto/base64.hpp"
#include "crypto/openssl_handles.hpp"
#include "crypto/test_keys.hpp"

#include <gtest/gtest.h>
#include <openssl/ec.h>

#include <string>

namespace hako::crypto {
namespace {

bool verifies(EVP_PKEY* key, std::string_view text, const std::string& signature) {
    const OpensslHandle<EVP_MD_CTX> context(EVP_MD_CTX_new());
    EVP_DigestVerifyInit_ex(context.get(), nullptr, "SHA256", nullptr, nullptr, key, nullptr);
    return EVP_DigestVerify(
               context.get(),
               reinterpret_cast<const unsigned char*>(signature.data()),
               signature.size(),
               reinterpret_cast<const unsigned char*>(text.data()),
               text.size()
           ) == 1;
}

std::string der_of(const std::string& raw) {
    const auto* bytes = reinterpret_cast<const unsigned char*>(raw.data());
    ECDSA_SIG* signature = ECDSA_SIG_new();
    ECDSA_SIG_set0(signature, BN_bin2bn(bytes, 32, nullptr), BN_bin2bn(bytes + 32, 32, nullptr));
    unsigned char* der = nullptr;
    const int size = i2d_ECDSA_SIG(signature, &der);
    ECDSA_SIG_free(signature);
    std::string text(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    return text;
}

TEST(SigningKey, es256_signs_with_r_and_s_side_by_side) {
    const Secret pem = new_key_pem(TestKey::p256);
    const auto key = SigningKey::from_pem(pem);
    ASSERT_TRUE(key);
    EXPECT_EQ(key->kind(), SigningKey::Kind::es256);
    const auto verifying = read_private_key(pem.reveal());
    // A number that begins with zero bytes is padded: one in 128 signatures.
    for (int round = 0; round < 600; ++round) {
        const std::string text = "text " + std::to_string(round);
        const std::string signature = key->sign(text);
        ASSERT_EQ(signature.size(), 64U);
        ASSERT_TRUE(verifies(verifying.get(), text, der_of(signature)));
    }
}

TEST(SigningKey, rs256_signs_with_the_modulus_bytes) {
    const Secret pem = new_key_pem(TestKey::rsa_2048);
    const auto key = SigningKey::from_pem(pem);
    ASSERT_TRUE(key);
    EXPECT_EQ(key->kind(), SigningKey::Kind::rs256);
    const std::string signature = key->sign("text");
    EXPECT_EQ(signature.size(), 256U);
    EXPECT_TRUE(verifies(read_private_key(pem.reveal()).get(), "text", signature));
    EXPECT_FALSE(verifies(read_private_key(pem.reveal()).get(), "texts", signature));
}

TEST(SigningKey, keys_that_sign_no_jwt_are_told_apart) {
    EXPECT_EQ(SigningKey::from_pem(new_key_pem(TestKey::p384))->kind(), SigningKey::Kind::other);
    EXPECT_EQ(
        SigningKey::from_pem(new_key_pem(TestKey::rsa_1024))->kind(), SigningKey::Kind::other
    );
}

TEST(SigningKey, what_holds_no_private_key_gives_none) {
    EXPECT_FALSE(SigningKey::from_pem(Secret("")));
    EXPECT_FALSE(
        SigningKey::from_pem(Secret("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END "
                                    "PRIVATE KEY-----\n"))
    );
    EXPECT_FALSE(SigningKey::from_pem(new_key_pem(TestKey::encrypted_p256)));
}

TEST(SigningKey, the_fingerprint_is_the_keys_and_not_the_files) {
    const Secret pem = new_key_pem(TestKey::p256);
    const Secret again("\n" + std::string(pem.reveal()) + "\n\n");
    EXPECT_EQ(SigningKey::from_pem(pem)->fingerprint(), SigningKey::from_pem(again)->fingerprint());
    EXPECT_NE(
        SigningKey::from_pem(pem)->fingerprint(),
        SigningKey::from_pem(new_key_pem(TestKey::p256))->fingerprint()
    );
}

TEST(MakeJwt, has_three_parts_and_signs_the_first_two) {
    const Secret pem = new_key_pem(TestKey::p256);
    const auto key = SigningKey::from_pem(pem);
    const Secret token = make_jwt(R"({"alg":"ES256"})", R"({"iss":"T"})", *key);
    const std::string text(token.reveal());
    const auto first = text.find('.');
    const auto last = text.rfind('.');
    ASSERT_NE(first, last);
    EXPECT_EQ(from_base64url(text.substr(0, first)), R"({"alg":"ES256"})");
    EXPECT_EQ(from_base64url(text.substr(first + 1, last - first - 1)), R"({"iss":"T"})");
    const auto signature = from_base64url(text.substr(last + 1));
    ASSERT_TRUE(signature);
    EXPECT_TRUE(
        verifies(read_private_key(pem.reveal()).get(), text.substr(0, last), der_of(*signature))
    );
}

TEST(Base64url, goes_there_and_back_without_padding) {
    EXPECT_EQ(base64url("\xfb\xff\xfe"), "-__-");
    EXPECT_EQ(base64url("a"), "YQ");
    EXPECT_EQ(base64url(""), "");
    EXPECT_EQ(from_base64url("YQ"), "a");
    EXPECT_FALSE(from_base64url("YQ=="));
    EXPECT_FALSE(from_base64url("+/"));
    EXPECT_FALSE(from_base64url("Y"));
}

}  // namespace
}  // namespace hako::crypto
