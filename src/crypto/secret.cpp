// SPDX-License-Identifier: Apache-2.0
#include "crypto/secret.hpp"

#include <sodium.h>

#include <utility>

namespace hako::crypto {
namespace {

/// Overwrites all that the string's buffer can hold: a moved-from short string keeps its old bytes.
void wipe(std::string& text) {
    // NOLINTNEXTLINE(clang-analyzer-cplusplus.Move): the bytes are the point.
    text.resize(text.capacity());
    sodium_memzero(text.data(), text.size());
    text.clear();
}

}  // namespace

Secret::Secret(std::string text) : text_(std::move(text)) {
    wipe(text);
}

Secret::Secret(Secret&& other) noexcept : text_(std::move(other.text_)) {
    wipe(other.text_);
}

Secret& Secret::operator=(Secret&& other) noexcept {
    if (this != &other) {
        wipe(text_);
        text_ = std::move(other.text_);
        wipe(other.text_);
    }
    return *this;
}

Secret::~Secret() {
    wipe(text_);
}

bool Secret::operator==(const Secret& other) const {
    return text_.size() == other.text_.size() &&
           sodium_memcmp(text_.data(), other.text_.data(), text_.size()) == 0;
}

}  // namespace hako::crypto
