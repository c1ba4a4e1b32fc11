// SPDX-License-Identifier: Apache-2.0
#include "crypto/sha256.hpp"

#include "base/check.hpp"

#include <openssl/evp.h>

#include <memory>

namespace hako::crypto {
namespace {

struct Free {
    void operator()(EVP_MD* algorithm) const {
        EVP_MD_free(algorithm);
    }

    void operator()(EVP_MD_CTX* context) const {
        EVP_MD_CTX_free(context);
    }
};

// Measured for 48 bytes: 134 ns with the algorithm fetched once and the context kept, 197 ns with a
// context for each call, 331 ns by libsodium, 550 ns by OpenSSL's one-shot call, which fetches.
struct Hasher {
    std::unique_ptr<EVP_MD, Free> algorithm{EVP_MD_fetch(nullptr, "SHA256", nullptr)};
    std::unique_ptr<EVP_MD_CTX, Free> context{EVP_MD_CTX_new()};
};

}  // namespace

Sha256 sha256(std::string_view bytes) {
    thread_local const Hasher hasher;
    Sha256 digest{};
    EVP_MD_CTX* context = hasher.context.get();
    const bool done = EVP_DigestInit_ex2(context, hasher.algorithm.get(), nullptr) == 1 &&
                      EVP_DigestUpdate(context, bytes.data(), bytes.size()) == 1 &&
                      EVP_DigestFinal_ex(context, digest.data(), nullptr) == 1;
    check(done, "OpenSSL cannot compute SHA-256");
    return digest;
}

}  // namespace hako::crypto
