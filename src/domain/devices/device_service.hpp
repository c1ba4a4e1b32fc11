// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/callers.hpp"
#include "domain/devices/device.hpp"

namespace hako::devices {

/// What an app's native framework does with its device, for the backend of the caller. Each change
/// is one transaction, on disk before its task is done. Both answer the same whether the device or
/// token was known or not. Safe to use from every thread; a caller outlives the task it was given
/// to.
class DeviceService {
public:
    explicit DeviceService(const Clock& clock) : clock_(clock) {}

    /// The device has this token from now on, and no other device of the push project has it.
    Task<Result<void>> register_device(const NativeCaller& caller, Registration registration) const;

    /// No device of the push project has this token any more.
    Task<Result<void>> unregister(const NativeCaller& caller, TokenName token) const;

private:
    const Clock& clock_;
};

}  // namespace hako::devices
