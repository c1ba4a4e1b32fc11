// SPDX-License-Identifier: Apache-2.0
#include "crypto/certificate.hpp"

#include "crypto/openssl_handles.hpp"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <array>
#include <cstddef>
#include <ctime>
#include <utility>

namespace hako::crypto {
namespace {

// Apple's extensions of push certificates.
constexpr const char* kApnsDevelopmentOid = "1.2.840.113635.100.6.3.1";
constexpr const char* kApnsProductionOid = "1.2.840.113635.100.6.3.2";
constexpr const char* kApnsTopicsOid = "1.2.840.113635.100.6.3.6";

std::string subject_text(const X509* certificate, int nid) {
    const X509_NAME* name = X509_get_subject_name(certificate);
    const int at = X509_NAME_get_index_by_NID(name, nid, -1);
    if (at < 0) {
        return {};
    }
    const ASN1_STRING* value = X509_NAME_ENTRY_get_data(X509_NAME_get_entry(name, at));
    unsigned char* utf8 = nullptr;
    const int size = ASN1_STRING_to_UTF8(&utf8, value);
    if (size < 0) {
        return {};
    }
    std::string text(reinterpret_cast<const char*>(utf8), static_cast<std::size_t>(size));
    OPENSSL_free(utf8);
    return text;
}

UnixMillis millis_of(const ASN1_TIME* time) {
    // As a difference, since the C library has no standard way from UTC fields to seconds.
    ASN1_TIME* epoch = ASN1_TIME_set(nullptr, 0);
    int days = 0;
    int seconds = 0;
    const bool known = ASN1_TIME_diff(&days, &seconds, epoch, time) == 1;
    ASN1_TIME_free(epoch);
    constexpr UnixMillis kDaySeconds = 86'400;
    return known ? (days * kDaySeconds + seconds) * 1'000 : 0;
}

int find_extension(const X509* certificate, const char* oid) {
    ASN1_OBJECT* object = OBJ_txt2obj(oid, 1);
    const int at = X509_get_ext_by_OBJ(certificate, object, -1);
    ASN1_OBJECT_free(object);
    return at;
}

// The extension is a SEQUENCE of pairs: a UTF8String, which is a topic, and a SEQUENCE that says
// what the topic is for.
std::vector<std::string> read_topics(const X509* certificate) {
    std::vector<std::string> topics;
    const int at = find_extension(certificate, kApnsTopicsOid);
    if (at < 0) {
        return topics;
    }
    const ASN1_OCTET_STRING* value = X509_EXTENSION_get_data(X509_get_ext(certificate, at));
    const unsigned char* bytes = ASN1_STRING_get0_data(value);
    STACK_OF(ASN1_TYPE)* entries =
        d2i_ASN1_SEQUENCE_ANY(nullptr, &bytes, ASN1_STRING_length(value));
    for (int index = 0; index < sk_ASN1_TYPE_num(entries); ++index) {
        const ASN1_TYPE* entry = sk_ASN1_TYPE_value(entries, index);
        if (ASN1_TYPE_get(entry) == V_ASN1_UTF8STRING) {
            const ASN1_STRING* text = entry->value.utf8string;
            topics.emplace_back(
                reinterpret_cast<const char*>(ASN1_STRING_get0_data(text)),
                static_cast<std::size_t>(ASN1_STRING_length(text))
            );
        }
    }
    sk_ASN1_TYPE_pop_free(entries, ASN1_TYPE_free);
    return topics;
}

CertificateFacts::Key key_of(X509* certificate, std::string_view pem) {
    const auto key = read_private_key(pem);
    if (!key) {
        return CertificateFacts::Key::missing;
    }
    return X509_check_private_key(certificate, key.get()) == 1
               ? CertificateFacts::Key::matches
               : CertificateFacts::Key::of_another_certificate;
}

}  // namespace

PemContents pem_contents(std::string_view text) {
    const auto has = [text](std::string_view label) {
        return text.find("-----BEGIN " + std::string(label) + "-----") != std::string_view::npos;
    };
    return {
        .has_certificate = has("CERTIFICATE") || has("TRUSTED CERTIFICATE"),
        .has_private_key = has("PRIVATE KEY") || has("EC PRIVATE KEY") || has("RSA PRIVATE KEY"),
        .has_encrypted_key =
            has("ENCRYPTED PRIVATE KEY") || text.find("Proc-Type: 4,ENCRYPTED") != text.npos,
        .has_public_key = has("PUBLIC KEY"),
        .has_certificate_request = has("CERTIFICATE REQUEST"),
    };
}

std::optional<CertificateFacts> read_certificate(const Secret& pem) {
    const auto bio = reading(pem.reveal());
    const OpensslHandle<X509> certificate(
        PEM_read_bio_X509(bio.get(), nullptr, no_passphrase, nullptr)
    );
    if (!certificate) {
        ERR_clear_error();
        return std::nullopt;
    }
    CertificateFacts facts{
        .common_name = subject_text(certificate.get(), NID_commonName),
        .user_id = subject_text(certificate.get(), NID_userId),
        .not_before = millis_of(X509_get0_notBefore(certificate.get())),
        .not_after = millis_of(X509_get0_notAfter(certificate.get())),
        .topics = read_topics(certificate.get()),
        .is_for_development = find_extension(certificate.get(), kApnsDevelopmentOid) >= 0,
        .is_for_production = find_extension(certificate.get(), kApnsProductionOid) >= 0,
        .key = key_of(certificate.get(), pem.reveal()),
    };
    ERR_clear_error();
    return facts;
}

}  // namespace hako::crypto
