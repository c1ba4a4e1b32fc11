// SPDX-License-Identifier: Apache-2.0
#include "domain/push/credential_checks.hpp"

#include "crypto/test_keys.hpp"
#include "json/write.hpp"

#include <gtest/gtest.h>

#include <string>

namespace hako::push {
namespace {

using crypto::Secret;

using crypto::TestKey;

constexpr UnixMillis kNow = 1'780'000'000'000;  // 2026-05-28
constexpr UnixMillis kValidFrom = 1'767'225'600'000;
constexpr UnixMillis kExpires = 1'798'761'600'000;

std::string p256_key() {
    return crypto::shared_key_pem(TestKey::p256);
}

std::string rsa_key() {
    return crypto::shared_key_pem(TestKey::rsa_2048);
}

/// For production, UID com.example.app, without its key, which is p256_key().
std::string certificate_alone() {
    return crypto::new_certificate_pem(
        {.not_before = kValidFrom, .not_after = kExpires}, Secret(p256_key())
    );
}

std::string texts(const std::vector<Finding>& findings) {
    std::string all;
    for (const auto& finding : findings) {
        all += finding.text + "\n";
    }
    return all;
}

ApnsKeyCredential key_credential(
    std::string pem = p256_key(),
    std::string key_id = "ABC123DEFG",
    std::string team_id = "TEAM456789",
    std::string topic = "com.example.app"
) {
    return {Secret(std::move(pem)), std::move(key_id), std::move(team_id), std::move(topic)};
}

void expect_finding(const std::vector<Finding>& findings, const std::string& words) {
    ASSERT_EQ(findings.size(), 1U) << texts(findings);
    EXPECT_NE(findings[0].text.find(words), std::string::npos) << findings[0].text;
}

TEST(ApnsKeyShape, a_right_one_has_no_findings) {
    EXPECT_EQ(texts(check_shape(key_credential())), "");
}

TEST(ApnsKeyShape, what_is_wrong_is_said) {
    expect_finding(check_shape(key_credential("")), "holds no private key");
    expect_finding(
        check_shape(key_credential(crypto::shared_key_pem(TestKey::p384))),
        "another kind than P-256"
    );
    expect_finding(check_shape(key_credential(rsa_key())), "another kind than P-256");
    const std::string damaged = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----";
    expect_finding(check_shape(key_credential(damaged)), "damaged");
    expect_finding(check_shape(key_credential("-----BEGIN PUBLIC KEY-----")), "public key");
    expect_finding(check_shape(key_credential("-----BEGIN ENCRYPTED PRIVATE KEY-----")), "encrypt");
    expect_finding(check_shape(key_credential("-----BEGIN CERTIFICATE REQUEST-----")), "request");
    expect_finding(check_shape(key_credential("-----BEGIN CERTIFICATE-----")), "without its priv");
    expect_finding(check_shape(key_credential(p256_key(), "ABC123DEF")), "key id");
    expect_finding(check_shape(key_credential(p256_key(), "abc123defg")), "key id");
    expect_finding(check_shape(key_credential(p256_key(), "ABC123DEFG", "TEAM")), "team id");
    expect_finding(
        check_shape(key_credential(p256_key(), "ABC123DEFG", "ABC123DEFG")), "are the same"
    );
    expect_finding(
        check_shape(key_credential(p256_key(), "ABC123DEFG", "TEAM456789", "")), "topic"
    );
    expect_finding(
        check_shape(key_credential(p256_key(), "ABC123DEFG", "TEAM456789", "app")), "no bundle id"
    );
}

std::vector<Finding> check_certificate(
    UnixMillis now,
    std::string topic = "com.example.app",
    ApnsEnvironment environment = ApnsEnvironment::production
) {
    return check_shape(
        ApnsCertificateCredential{Secret(certificate_alone() + p256_key()), std::move(topic)},
        environment,
        now
    );
}

TEST(ApnsCertificateShape, a_right_one_has_no_findings) {
    EXPECT_EQ(texts(check_certificate(kNow)), "");
}

TEST(ApnsCertificateShape, its_expiry_is_warned_of_30_days_before) {
    EXPECT_TRUE(check_certificate(kExpires - kCertificateWarningMillis).empty());
    const auto soon = check_certificate(kExpires - kCertificateWarningMillis + 1);
    expect_finding(soon, "expires in 29 days");
    EXPECT_FALSE(has_wrong(soon));
    const auto late = check_certificate(kExpires + 3 * 86'400'000LL);
    expect_finding(late, "expired 3 days ago");
    EXPECT_TRUE(has_wrong(late));
    expect_finding(check_certificate(0), "not valid yet");
}

TEST(ApnsCertificateShape, environment_and_topic_must_be_its_own) {
    expect_finding(
        check_certificate(kNow, "com.example.app", ApnsEnvironment::development),
        "for production only"
    );
    expect_finding(check_certificate(kNow, "com.example.other"), "is not of this certificate");
}

TEST(ApnsCertificateShape, what_is_no_certificate_with_its_key_is_said) {
    const auto check = [](const std::string& pem) {
        return check_shape(
            ApnsCertificateCredential{Secret(pem), "com.example.app"},
            ApnsEnvironment::production,
            kNow
        );
    };
    expect_finding(check(p256_key()), "configure it as a key");
    expect_finding(check("\x30\x82 not PEM"), "openssl pkcs12");
    expect_finding(check(certificate_alone()), "certificate without its private key");
    const Secret other = crypto::new_key_pem(TestKey::p256);
    expect_finding(
        check(certificate_alone() + std::string(other.reveal())), "is not the certificate's"
    );
}

std::string account(std::string_view without = {}, std::string_view token_uri = {}) {
    std::string text;
    json::Writer writer(text);
    writer.begin_object();
    const auto field = [&](std::string_view name, std::string_view value) {
        if (name != without) {
            writer.name(name).string(value);
        }
    };
    field("type", "service_account");
    field("project_id", "my-project");
    field("private_key_id", "0123456789abcdef");
    field("private_key", rsa_key());
    field("client_email", "push@my-project.iam.gserviceaccount.com");
    field("token_uri", token_uri.empty() ? "https://oauth2.googleapis.com/token" : token_uri);
    writer.end_object();
    return text;
}

TEST(ServiceAccount, a_right_one_is_read) {
    const auto file = read_service_account(Secret(account()));
    EXPECT_EQ(texts(file.findings), "");
    ASSERT_TRUE(file.credential);
    EXPECT_EQ(file.credential->project_id, "my-project");
    EXPECT_EQ(file.credential->private_key_pem.reveal(), rsa_key());
}

TEST(ServiceAccount, other_files_are_named_for_what_they_are) {
    const auto expect = [](const std::string& text, const std::string& words) {
        const auto file = read_service_account(Secret(text));
        EXPECT_FALSE(file.credential);
        expect_finding(file.findings, words);
    };
    expect(R"({"project_info":{"project_id":"p"},"client":[]})", "google-services.json");
    expect(R"({"installed":{"client_id":"x"}})", "OAuth client");
    expect(R"({"type":"authorized_user"})", "authorized_user");
    expect(R"({"apiKey":"AIza","messagingSenderId":"1"})", "web app");
    expect(R"({"a":1})", "no service account");
    expect("[]", "no JSON object");
    expect("AAAAabc:APA91b", "server key");
    expect("<?xml version=\"1.0\"?><plist></plist>", "GoogleService-Info.plist");
    expect(rsa_key(), "bare key");
    expect("hello", "not JSON");
}

TEST(ServiceAccount, missing_fields_are_named) {
    for (const std::string name :
         {"project_id", "client_email", "private_key_id", "private_key", "token_uri"}) {
        const auto file = read_service_account(Secret(account(name)));
        EXPECT_FALSE(file.credential);
        expect_finding(file.findings, "lacks: " + name + ".");
    }
}

TEST(ServiceAccount, its_token_uri_must_be_googles) {
    for (const char* uri : {
             "https://example.com/token",
             "http://oauth2.googleapis.com/token",
             "https://oauth2.googleapis.com.example.com/token",
             "https://oauth2.googleapis.com",
             "https://oauth2.googleapis.com/@example.com/",
             "https://oauth2.googleapis.com:1/t",
         }) {
        expect_finding(read_service_account(Secret(account({}, uri))).findings, "not Google's");
    }
    EXPECT_TRUE(is_google_token_uri("https://accounts.google.com/o/oauth2/token"));
}

TEST(TeamBudget, different_keys_of_a_team_are_warned_of) {
    EXPECT_FALSE(check_team_budget("TEAM456789", {"A", "A"}));
    EXPECT_FALSE(check_team_budget("TEAM456789", {}));
    EXPECT_NE(check_team_budget("T", {"A", "B"})->text.find("waits up to"), std::string::npos);
    EXPECT_NE(check_team_budget("T", {"A", "B", "C"})->text.find("one key"), std::string::npos);
}

}  // namespace
}  // namespace hako::push
