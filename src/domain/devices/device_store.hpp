// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/devices/device.hpp"

#include <optional>
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

    /// Keeps who is logged in on the device; empty: nobody. False when there is no such device.
    /// The user exists.
    virtual Task<Result<bool>> link(std::string_view device_id, std::optional<UserId> user) = 0;
};

/// Reads of devices outside a transaction; each sees all that was committed before.
class DeviceReader {
public:
    virtual ~DeviceReader() = default;

    virtual Task<Result<std::optional<Device>>> find(std::string_view device_id) = 0;
};

}  // namespace hako::devices
