// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/ids.hpp"

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace hako {

/// A device as the owner of items: the first half of the SHA-256 of its id. The id itself is a
/// credential and is not kept with items.
class DeviceKey {
public:
    static constexpr std::size_t kBytes = 16;

    static DeviceKey of(std::string_view device_id);

    /// From the bytes that `bytes()` gave. Another number of bytes is a Bug.
    static DeviceKey from_bytes(std::string_view bytes);

    [[nodiscard]] std::string_view bytes() const {
        return {bytes_.data(), bytes_.size()};
    }

    /// Lower-case hex digits.
    [[nodiscard]] std::string hex() const;

    bool operator==(const DeviceKey&) const = default;

private:
    explicit DeviceKey(std::string_view bytes);

    std::array<char, kBytes> bytes_{};
};

/// Whom an item belongs to: nobody, a user, or a device on which nobody was logged in when the item
/// was inserted (spec app-api.md).
class Owner {
public:
    /// Nobody.
    Owner() = default;

    Owner(std::nullopt_t /*nobody*/) {}

    Owner(UserId user) : who_(user) {}

    Owner(const DeviceKey& device) : who_(device) {}

    Owner(const std::optional<UserId>& user) {
        if (user) {
            who_ = *user;
        }
    }

    [[nodiscard]] bool is_nobody() const {
        return std::holds_alternative<std::monostate>(who_);
    }

    /// Null when it is no user; no device.
    /// @{
    [[nodiscard]] const UserId* user() const {
        return std::get_if<UserId>(&who_);
    }

    [[nodiscard]] const DeviceKey* device() const {
        return std::get_if<DeviceKey>(&who_);
    }

    /// @}

    bool operator==(const Owner&) const = default;

private:
    std::variant<std::monostate, UserId, DeviceKey> who_;
};

/// As whom a caller of the app API reads and writes items: its device and, when somebody is logged
/// in, that user. It is both of them at once.
// NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): a device has no default.
struct Identity {
    DeviceKey device;
    std::optional<UserId> user;

    /// Whom items belong to that it inserts.
    [[nodiscard]] Owner as_owner() const {
        return user ? Owner(*user) : Owner(device);
    }

    /// Whether what belongs to `owner` belongs to it.
    [[nodiscard]] bool is(const Owner& owner) const {
        return owner == Owner(device) || (user && owner == Owner(*user));
    }
};

}  // namespace hako
