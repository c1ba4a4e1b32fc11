// SPDX-License-Identifier: Apache-2.0
#include "domain/devices/registration_limiter.hpp"

#include "base/check.hpp"

#include <string>

namespace hako::devices {
namespace {

constexpr std::chrono::minutes kWindow{1};

}  // namespace

RegistrationLimiter::RegistrationLimiter(const Clock& clock, Options options)
    : clock_(clock), options_(options), windows_(kWindow, options.windows_max) {
    // One window for a project and one for an address of it.
    check(options_.windows_max >= 2, "the registration limiter has to remember two windows");
}

std::optional<std::chrono::seconds>
RegistrationLimiter::count(std::string_view project, const std::optional<IpAddress>& client) {
    const auto now = clock_.steady_now();
    const std::string address = client ? client->limit_group().text() : std::string("-");
    const std::lock_guard lock(mutex_);
    auto& from_address = windows_.of(std::string(project) + ' ' + address, now);
    // The address comes first: what it sends beyond its own limit takes nothing from the others.
    if (from_address.count >= options_.per_address_max) {
        return windows_.left(from_address, now);
    }
    ++from_address.count;
    auto& of_project = windows_.of(std::string(project), now);
    if (of_project.count >= options_.per_project_max) {
        return windows_.left(of_project, now);
    }
    ++of_project.count;
    return std::nullopt;
}

}  // namespace hako::devices
