// SPDX-License-Identifier: Apache-2.0
#include "domain/owner.hpp"

#include "base/check.hpp"
#include "crypto/sha256.hpp"

#include <algorithm>

namespace hako {

DeviceKey::DeviceKey(std::string_view bytes) {
    check(bytes.size() == kBytes, "a device's key has 16 bytes");
    std::copy(bytes.begin(), bytes.end(), bytes_.begin());
}

DeviceKey DeviceKey::of(std::string_view device_id) {
    const crypto::Sha256 digest = crypto::sha256(device_id);
    const std::string bytes(digest.begin(), digest.begin() + kBytes);
    return DeviceKey(bytes);
}

DeviceKey DeviceKey::from_bytes(std::string_view bytes) {
    return DeviceKey(bytes);
}

std::string DeviceKey::hex() const {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    for (const char c : bytes_) {
        const auto byte = static_cast<unsigned char>(c);
        text.push_back(kDigits[byte >> 4U]);
        text.push_back(kDigits[byte & 0xFU]);
    }
    return text;
}

}  // namespace hako
