// SPDX-License-Identifier: Apache-2.0
#include "crypto/certificate.hpp"

#include "crypto/test_keys.hpp"

#include <gtest/gtest.h>

#include <string>

namespace hako::crypto {
namespace {

constexpr UnixMillis kFrom = 1'700'000'000'000;
constexpr UnixMillis kTo = 1'731'536'000'000;

std::string der_text(std::string_view text) {
    return std::string("\x0c") + static_cast<char>(text.size()) + std::string(text);
}

std::string der_sequence(const std::string& inside) {
    return std::string(1, '\x30') + static_cast<char>(inside.size()) + inside;
}

TEST(ReadCertificate, tells_what_a_push_certificate_says) {
    const Secret key = new_key_pem(TestKey::rsa_2048);
    const std::string topics = der_sequence(
        der_text("com.example.app") + der_sequence(der_text("app")) +
        der_text("com.example.app.voip") + der_sequence(der_text("voip"))
    );
    const std::string pem = new_certificate_pem(
        {.not_before = kFrom, .not_after = kTo, .is_for_development = true, .topics_der = topics},
        key
    );
    const auto facts = read_certificate(Secret(pem + std::string(key.reveal())));
    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->common_name, "Apple Push Services: com.example.app");
    EXPECT_EQ(facts->user_id, "com.example.app");
    EXPECT_EQ(facts->not_before, kFrom);
    EXPECT_EQ(facts->not_after, kTo);
    EXPECT_EQ(facts->topics, (std::vector<std::string>{"com.example.app", "com.example.app.voip"}));
    EXPECT_TRUE(facts->is_for_development);
    EXPECT_TRUE(facts->is_for_production);
    EXPECT_EQ(facts->key, CertificateFacts::Key::matches);
}

TEST(ReadCertificate, sees_a_missing_or_foreign_key) {
    const Secret key = new_key_pem(TestKey::p256);
    const Secret other = new_key_pem(TestKey::p256);
    const std::string pem = new_certificate_pem({.not_before = kFrom, .not_after = kTo}, key);
    EXPECT_EQ(read_certificate(Secret(pem))->key, CertificateFacts::Key::missing);
    EXPECT_EQ(
        read_certificate(Secret(pem + std::string(other.reveal())))->key,
        CertificateFacts::Key::of_another_certificate
    );
    EXPECT_TRUE(read_certificate(Secret(pem))->topics.empty());
}

TEST(ReadCertificate, is_empty_for_what_is_none) {
    EXPECT_FALSE(read_certificate(Secret("")));
    EXPECT_FALSE(read_certificate(new_key_pem(TestKey::p256)));
    EXPECT_FALSE(
        read_certificate(Secret("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE"
                                "-----\n"))
    );
}

TEST(ReadCertificate, a_broken_topics_extension_is_no_topic) {
    const Secret key = new_key_pem(TestKey::p256);
    const std::string pem = new_certificate_pem(
        {.not_before = kFrom, .not_after = kTo, .topics_der = "\x30\x7fzzz"}, key
    );
    const auto facts = read_certificate(Secret(pem));
    ASSERT_TRUE(facts);
    EXPECT_TRUE(facts->topics.empty());
}

TEST(PemContents, tells_what_is_in_a_file) {
    const Secret key = new_key_pem(TestKey::p256);
    EXPECT_TRUE(pem_contents(key.reveal()).has_private_key);
    EXPECT_FALSE(pem_contents(key.reveal()).has_certificate);
    const Secret encrypted = new_key_pem(TestKey::encrypted_p256);
    EXPECT_TRUE(pem_contents(encrypted.reveal()).has_encrypted_key);
    EXPECT_FALSE(pem_contents(encrypted.reveal()).has_private_key);
    EXPECT_TRUE(pem_contents("-----BEGIN CERTIFICATE REQUEST-----").has_certificate_request);
    EXPECT_TRUE(pem_contents("-----BEGIN PUBLIC KEY-----").has_public_key);
    EXPECT_FALSE(pem_contents("CERTIFICATE").has_certificate);
}

}  // namespace
}  // namespace hako::crypto
