// SPDX-License-Identifier: Apache-2.0
#include "domain/devices/device_service.hpp"

#include "domain/backend_storage.hpp"
#include "domain/backends/backend.hpp"

#include <utility>

namespace hako::devices {

Task<Result<void>>
DeviceService::register_device(const NativeCaller& caller, Registration registration) const {
    auto work = [&](BackendTransaction& tx) {
        return tx.devices().put(registration, clock_.now());
    };
    auto written = write<void>(caller.backend().storage->writes(), std::move(work));
    co_return co_await std::move(written);
}

Task<Result<void>> DeviceService::unregister(const NativeCaller& caller, TokenName token) const {
    auto work = [&](BackendTransaction& tx) { return tx.devices().forget_token(token); };
    auto written = write<void>(caller.backend().storage->writes(), std::move(work));
    co_return co_await std::move(written);
}

}  // namespace hako::devices
