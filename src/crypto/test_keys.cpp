// SPDX-License-Identifier: Apache-2.0
#include "crypto/test_keys.hpp"

#include "base/check.hpp"
#include "crypto/openssl_handles.hpp"

#include <openssl/rsa.h>
#include <openssl/x509v3.h>

#include <map>
#include <mutex>

namespace hako::crypto {
namespace {

OpensslHandle<EVP_PKEY> make_key(TestKey kind) {
    EVP_PKEY* key = nullptr;
    switch (kind) {
        case TestKey::p256:
        case TestKey::encrypted_p256:
            key = EVP_EC_gen("P-256");
            break;
        case TestKey::p384:
            key = EVP_EC_gen("P-384");
            break;
        case TestKey::rsa_1024:
            key = EVP_RSA_gen(1024);
            break;
        case TestKey::rsa_2048:
            key = EVP_RSA_gen(2048);
            break;
    }
    check(key != nullptr, "no test key");
    return OpensslHandle<EVP_PKEY>(key);
}

std::string text_of(BIO* bio) {
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    return {data, static_cast<std::size_t>(size)};
}

void add_extension(X509* certificate, const char* oid, std::string der) {
    ASN1_OBJECT* object = OBJ_txt2obj(oid, 1);
    ASN1_OCTET_STRING* value = ASN1_OCTET_STRING_new();
    ASN1_OCTET_STRING_set(
        value, reinterpret_cast<const unsigned char*>(der.data()), static_cast<int>(der.size())
    );
    X509_EXTENSION* extension = X509_EXTENSION_create_by_OBJ(nullptr, object, 0, value);
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
    ASN1_OCTET_STRING_free(value);
    ASN1_OBJECT_free(object);
}

void add_name(X509* certificate, const char* field, const std::string& text) {
    X509_NAME_add_entry_by_txt(
        X509_get_subject_name(certificate),
        field,
        MBSTRING_UTF8,
        reinterpret_cast<const unsigned char*>(text.data()),
        static_cast<int>(text.size()),
        -1,
        0
    );
}

}  // namespace

Secret new_key_pem(TestKey kind) {
    const auto key = make_key(kind);
    const OpensslHandle<BIO> bio(BIO_new(BIO_s_mem()));
    const bool encrypted = kind == TestKey::encrypted_p256;
    const int done = PEM_write_bio_PKCS8PrivateKey(
        bio.get(),
        key.get(),
        encrypted ? EVP_aes_256_cbc() : nullptr,
        encrypted ? "pass" : nullptr,
        encrypted ? 4 : 0,
        nullptr,
        nullptr
    );
    check(done == 1, "no test key as PEM");
    return Secret(text_of(bio.get()));
}

std::string shared_key_pem(TestKey kind) {
    static std::mutex mutex;
    static std::map<TestKey, Secret> made;
    const std::scoped_lock lock(mutex);
    auto found = made.find(kind);
    if (found == made.end()) {
        found = made.emplace(kind, new_key_pem(kind)).first;
    }
    return std::string(found->second.reveal());
}

std::string new_certificate_pem(const TestCertificate& certificate, const Secret& key_pem) {
    const auto key = read_private_key(key_pem.reveal());
    const OpensslHandle<X509> made(X509_new());
    X509_set_version(made.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1);
    ASN1_TIME_set(X509_getm_notBefore(made.get()), certificate.not_before / 1000);
    ASN1_TIME_set(X509_getm_notAfter(made.get()), certificate.not_after / 1000);
    if (!certificate.user_id.empty()) {
        add_name(made.get(), "UID", certificate.user_id);
    }
    add_name(made.get(), "CN", certificate.common_name);
    X509_set_issuer_name(made.get(), X509_get_subject_name(made.get()));
    X509_set_pubkey(made.get(), key.get());
    const std::string null_der("\x05\x00", 2);
    if (certificate.is_for_development) {
        add_extension(made.get(), "1.2.840.113635.100.6.3.1", null_der);
    }
    if (certificate.is_for_production) {
        add_extension(made.get(), "1.2.840.113635.100.6.3.2", null_der);
    }
    if (!certificate.topics_der.empty()) {
        add_extension(made.get(), "1.2.840.113635.100.6.3.6", certificate.topics_der);
    }
    X509_sign(made.get(), key.get(), EVP_sha256());
    const OpensslHandle<BIO> bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(bio.get(), made.get());
    return text_of(bio.get());
}

}  // namespace hako::crypto
