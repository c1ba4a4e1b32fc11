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

Task<Result<std::string>> DeviceService::properties(const AppCaller& caller) const {
    return caller.backend().storage->devices().properties(caller.device());
}

Task<Result<void>> DeviceService::save_properties(const AppCaller& caller, Properties properties)
    const {
    auto work = [&](BackendTransaction& tx) -> Task<Result<void>> {
        HAKO_CO_TRY_ASSIGN(const auto before, co_await tx.devices().properties(caller.device()));
        HAKO_CO_TRY_ASSIGN(const auto after, properties.merged_over(before, "properties"));
        co_return co_await tx.devices().set_properties(caller.device(), after, clock_.now());
    };
    auto written = write<void>(caller.backend().storage->writes(), std::move(work));
    co_return co_await std::move(written);
}

}  // namespace hako::devices
