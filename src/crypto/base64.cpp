// SPDX-License-Identifier: Apache-2.0
#include "crypto/base64.hpp"

#include "base/check.hpp"

#include <sodium.h>

namespace hako::crypto {

std::string base64url(std::string_view bytes) {
    constexpr int kVariant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
    std::string out(sodium_base64_encoded_len(bytes.size(), kVariant), '\0');
    sodium_bin2base64(
        out.data(),
        out.size(),
        reinterpret_cast<const unsigned char*>(bytes.data()),
        bytes.size(),
        kVariant
    );
    out.pop_back();  // the terminating zero
    return out;
}

std::optional<std::string> from_base64url(std::string_view text) {
    std::string out(text.size(), '\0');
    std::size_t size = 0;
    const char* end = nullptr;
    const int done = sodium_base642bin(
        reinterpret_cast<unsigned char*>(out.data()),
        out.size(),
        text.data(),
        text.size(),
        nullptr,
        &size,
        &end,
        sodium_base64_VARIANT_URLSAFE_NO_PADDING
    );
    if (done != 0 || end != text.data() + text.size()) {
        return std::nullopt;
    }
    out.resize(size);
    return out;
}

}  // namespace hako::crypto
