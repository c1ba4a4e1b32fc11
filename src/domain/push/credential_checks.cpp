// SPDX-License-Identifier: Apache-2.0
#include "domain/push/credential_checks.hpp"

#include "crypto/certificate.hpp"
#include "crypto/signing_key.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace hako::push {
namespace {

using crypto::SigningKey;
using Weight = Finding::Weight;

constexpr std::size_t kAppleIdCharacters = 10;
constexpr UnixMillis kDayMillis = 86'400'000;

// Where a signed request for a token may go: it can be exchanged for one.
constexpr std::array<std::string_view, 4> kTokenHosts{
    "oauth2.googleapis.com",
    "accounts.google.com",
    "www.googleapis.com",
    "oauth2.mtls.googleapis.com",
};

void add(std::vector<Finding>& findings, std::string text, Weight weight = Weight::wrong) {
    findings.push_back({weight, std::move(text)});
}

bool is_capital_or_digit(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

void check_apple_id(
    std::vector<Finding>& findings,
    std::string_view what,
    std::string_view id,
    std::string_view where
) {
    if (id.size() == kAppleIdCharacters && std::ranges::all_of(id, is_capital_or_digit)) {
        return;
    }
    std::string text = "The " + std::string(what) + " must be 10 capital letters and digits; \"" +
                       std::string(id) + "\" is not. ";
    text += where;
    add(findings, std::move(text));
}

bool is_topic_character(char c) {
    return is_capital_or_digit(c) || (c >= 'a' && c <= 'z') || c == '.' || c == '-' || c == '_';
}

void check_topic(std::vector<Finding>& findings, std::string_view topic) {
    if (topic.empty()) {
        add(findings, "The topic is missing: give the app's bundle id (com.example.app).");
    } else if (!std::ranges::all_of(topic, is_topic_character) ||
               topic.find('.') == std::string_view::npos) {
        add(findings,
            "The topic \"" + std::string(topic) +
                "\" is no bundle id: letters, digits, hyphens and at least one dot "
                "(com.example.app).");
    }
}

/// What to say of a text in which no private key could be read.
std::string why_no_key(std::string_view pem, std::string_view wanted) {
    const auto contents = crypto::pem_contents(pem);
    std::string text = "This is not " + std::string(wanted) + ": ";
    if (contents.has_encrypted_key) {
        return text + "its private key is encrypted; give it without a passphrase.";
    }
    if (contents.has_certificate_request) {
        return text + "it is a request for a certificate, not what Apple made of it.";
    }
    if (contents.has_public_key) {
        return text + "it is a public key.";
    }
    if (contents.has_private_key) {
        return text + "its private key cannot be read; the file is damaged.";
    }
    if (contents.has_certificate) {
        return text + "it is a certificate without its private key.";
    }
    return text + "it holds no private key in PEM (no line \"-----BEGIN PRIVATE KEY-----\").";
}

void check_certificate_time(
    std::vector<Finding>& findings,
    const crypto::CertificateFacts& facts,
    UnixMillis now
) {
    if (now >= facts.not_after) {
        const auto days = (now - facts.not_after) / kDayMillis;
        add(findings,
            "The certificate expired " + std::to_string(days) +
                " days ago. Make a new one in Apple's developer portal.");
    } else if (now < facts.not_before) {
        add(findings, "The certificate is not valid yet; is this machine's clock right?");
    } else if (facts.not_after - now < kCertificateWarningMillis) {
        const auto days = (facts.not_after - now) / kDayMillis;
        add(findings,
            "The certificate expires in " + std::to_string(days) +
                " days. Make a new one in Apple's developer portal.",
            Weight::warning);
    }
}

void check_certificate_use(
    std::vector<Finding>& findings,
    const crypto::CertificateFacts& facts,
    std::string_view topic,
    ApnsEnvironment environment
) {
    const bool says_environment = facts.is_for_development || facts.is_for_production;
    const bool fits = environment == ApnsEnvironment::development ? facts.is_for_development
                                                                  : facts.is_for_production;
    if (says_environment && !fits) {
        add(findings,
            environment == ApnsEnvironment::development
                ? "The certificate is for production only; it was given for development."
                : "The certificate is for development only; it was given for production.");
    }
    const bool is_topic =
        topic == facts.user_id || std::ranges::find(facts.topics, topic) != facts.topics.end();
    if (!facts.user_id.empty() && !is_topic) {
        add(findings,
            "The topic \"" + std::string(topic) + "\" is not of this certificate, which is for \"" +
                facts.user_id + "\".");
    }
}

}  // namespace

bool has_wrong(const std::vector<Finding>& findings) {
    return std::ranges::any_of(findings, [](const Finding& finding) {
        return finding.weight == Weight::wrong;
    });
}

std::vector<Finding> check_shape(const ApnsKeyCredential& credential) {
    std::vector<Finding> findings;
    const auto key = SigningKey::from_pem(credential.key_pem);
    if (!key) {
        add(findings,
            why_no_key(credential.key_pem.reveal(), "an APNs signing key (AuthKey_….p8)"));
    } else if (key->kind() != SigningKey::Kind::es256) {
        add(findings,
            "This is not an APNs signing key (AuthKey_….p8): it is a key of another kind than "
            "P-256. Is it the key of a certificate?");
    }
    check_apple_id(
        findings,
        "key id",
        credential.key_id,
        "It stands in the name of the key's file: AuthKey_XXXXXXXXXX.p8."
    );
    check_apple_id(
        findings,
        "team id",
        credential.team_id,
        "It stands in Apple's developer portal under Membership."
    );
    if (credential.key_id == credential.team_id && !credential.key_id.empty()) {
        add(findings, "The key id and the team id are the same; one of them is wrong.");
    }
    check_topic(findings, credential.topic);
    return findings;
}

std::vector<Finding> check_shape(
    const ApnsCertificateCredential& credential,
    ApnsEnvironment environment,
    UnixMillis now
) {
    std::vector<Finding> findings;
    check_topic(findings, credential.topic);
    const auto facts = crypto::read_certificate(credential.pem);
    if (!facts) {
        const auto contents = crypto::pem_contents(credential.pem.reveal());
        add(findings,
            contents.has_private_key
                ? "There is a private key but no certificate. If it is an AuthKey_….p8, configure "
                  "it as a key; a certificate comes as one PEM file with its private key."
                : "This is not a certificate in PEM. A .p12 is converted with: openssl pkcs12 -in "
                  "FILE.p12 -nodes -legacy -out FILE.pem");
        return findings;
    }
    switch (facts->key) {
        case crypto::CertificateFacts::Key::missing:
            add(findings, why_no_key(credential.pem.reveal(), "a certificate with its key"));
            break;
        case crypto::CertificateFacts::Key::of_another_certificate:
            add(findings, "The private key in the file is not the certificate's.");
            break;
        case crypto::CertificateFacts::Key::matches:
            break;
    }
    check_certificate_time(findings, *facts, now);
    check_certificate_use(findings, *facts, credential.topic, environment);
    return findings;
}

bool is_google_token_uri(std::string_view token_uri) {
    return std::ranges::any_of(kTokenHosts, [&](std::string_view host) {
        const std::string start = "https://" + std::string(host) + "/";
        return token_uri.starts_with(start) &&
               token_uri.find_first_of("@\\?# ") == std::string_view::npos;
    });
}

bool is_project_id(std::string_view text) {
    return !text.empty() && std::ranges::all_of(text, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == ':' || c == '.';
    });
}

std::vector<Finding> check_shape(const FcmCredential& credential) {
    std::vector<Finding> findings;
    const auto key = SigningKey::from_pem(credential.private_key_pem);
    if (!key) {
        add(findings, why_no_key(credential.private_key_pem.reveal(), "a service account's key"));
    } else if (key->kind() != SigningKey::Kind::rs256) {
        add(findings, "The service account's private key is no RSA key of at least 2,048 bits.");
    }
    if (!is_project_id(credential.project_id)) {
        add(findings, "\"" + credential.project_id + "\" is no project id of Google's.");
    }
    if (credential.client_email.find('@') == std::string::npos) {
        add(findings, "\"" + credential.client_email + "\" is no service account's address.");
    }
    if (!is_google_token_uri(credential.token_uri)) {
        add(findings,
            "token_uri is \"" + credential.token_uri +
                "\", which is not Google's; the file was changed or is not from Google.");
    }
    return findings;
}

std::optional<Finding>
check_team_budget(std::string_view team_id, const std::vector<std::string>& key_ids) {
    const std::set<std::string> keys(key_ids.begin(), key_ids.end());
    if (keys.size() < 2) {
        return std::nullopt;
    }
    // Each key needs a new token every 50 minutes, at 20 minutes' distance from any other.
    const bool fits = keys.size() == 2;
    return Finding{
        Weight::warning,
        "Team " + std::string(team_id) + " has " + std::to_string(keys.size()) +
            " keys in use. Apple takes one new token in 20 minutes from all of them together, so " +
            (fits ? "after a start the second key waits up to 20 minutes for its first token."
                  : "they cannot all keep a valid token: use one key for all apps of the team.")
    };
}

}  // namespace hako::push
