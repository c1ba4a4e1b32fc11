// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <memory>
#include <string_view>

namespace hako::crypto {

/// Frees what OpenSSL made.
struct OpensslFree {
    void operator()(BIO* bio) const {
        BIO_free(bio);
    }

    void operator()(EVP_PKEY* key) const {
        EVP_PKEY_free(key);
    }

    void operator()(EVP_MD_CTX* context) const {
        EVP_MD_CTX_free(context);
    }

    void operator()(X509* certificate) const {
        X509_free(certificate);
    }
};

template <class T>
using OpensslHandle = std::unique_ptr<T, OpensslFree>;

/// A BIO that reads `text`, which must outlive it.
inline OpensslHandle<BIO> reading(std::string_view text) {
    return OpensslHandle<BIO>(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

/// Refuses every passphrase: a key that needs one cannot be used by a program.
inline int no_passphrase(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*user*/) {
    return 0;
}

/// The first private key in a PEM text; empty when there is none that can be read without a
/// passphrase.
OpensslHandle<EVP_PKEY> read_private_key(std::string_view pem);

}  // namespace hako::crypto
