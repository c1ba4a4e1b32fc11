// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/ip_address.hpp"
#include "base/random.hpp"
#include "crypto/sha256.hpp"

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hako::keys {

/// Names a management key on the command line and in logs: `k` and 16 lower-case hex digits.
/// Public; it tells nothing about the key.
class KeyId {
public:
    static KeyId make(Random& random);

    /// Empty unless it is exactly of that form.
    static std::optional<KeyId> parse(std::string_view text);

    [[nodiscard]] const std::string& text() const {
        return text_;
    }

    auto operator<=>(const KeyId&) const = default;

private:
    explicit KeyId(std::string text) : text_(std::move(text)) {}

    std::string text_;
};

/// A key for one backend's management API, without the key: only its hash is known.
struct ManagementKey {
    KeyId id;
    BackendId backend;
    std::string name;  ///< empty when it was given none
    crypto::Sha256 hash{};
    std::vector<IpRange> ranges;  ///< empty: valid from every address
    UnixMillis created_at = 0;
    std::optional<UnixMillis> expires_at;  ///< not valid from this moment on; empty: never ends
    std::optional<UnixMillis> last_used_at;
    std::optional<UnixMillis> revoked_at;
};

/// What a shown key is worth, for the log and the metrics; the caller is told only whether it is
/// `allowed`.
enum class Verdict : std::uint8_t { allowed, revoked, expired, address_denied };

/// The verdict's name as it is spelt in C++.
std::string_view to_string(Verdict verdict);

/// Judges a key that was found by its hash. `client` is empty when the caller's address cannot be
/// known (a malformed forwarded header from a trusted proxy): then no key is allowed, with or
/// without ranges.
Verdict judge(const ManagementKey& key, const std::optional<IpAddress>& client, UnixMillis now);

}  // namespace hako::keys

template <>
struct std::hash<hako::keys::KeyId> {
    std::size_t operator()(const hako::keys::KeyId& id) const noexcept {
        return std::hash<std::string>()(id.text());
    }
};
