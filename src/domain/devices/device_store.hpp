// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/devices/device.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace hako::devices {

/// The devices of one backend inside one open transaction.
class DeviceStore {
public:
    virtual ~DeviceStore() = default;

    /// Registers the device, or replaces all that was said of it before but its user. The token
    /// leaves any other device that has it.
    virtual Task<Result<void>> put(const Registration& registration, UnixMillis now) = 0;

    /// The device that has this token, if any, has none any more.
    virtual Task<Result<void>> forget_token(const TokenName& token) = 0;

    /// The device is known from now on, if it was not.
    virtual Task<Result<void>> touch(std::string_view device_id, UnixMillis now) = 0;

    /// As touch, and `user` is logged in there, nobody else. The user exists.
    virtual Task<Result<void>> link(std::string_view device_id, UserId user, UnixMillis now) = 0;

    /// `user` is logged in there no longer. Whoever else is, stays.
    virtual Task<Result<void>> unlink(std::string_view device_id, UserId user) = 0;

    /// The device's own properties, a canonical JSON object; `{}` when it has none or is not known.
    virtual Task<Result<std::string>> properties(std::string_view device_id) = 0;

    /// As touch, and these are its properties.
    virtual Task<Result<void>>
    set_properties(std::string_view device_id, const std::string& properties, UnixMillis now) = 0;
};

/// Reads of devices outside a transaction; each sees all that was committed before.
class DeviceReader {
public:
    virtual ~DeviceReader() = default;

    /// Empty also for a device that never registered for push.
    virtual Task<Result<std::optional<Device>>> find(std::string_view device_id) = 0;

    /// As DeviceStore::properties.
    virtual Task<Result<std::string>> properties(std::string_view device_id) = 0;

    /// Who is logged in there; empty: nobody.
    virtual Task<Result<std::optional<UserId>>> user_of(std::string_view device_id) = 0;
};

}  // namespace hako::devices
