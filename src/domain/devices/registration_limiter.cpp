// SPDX-License-Identifier: Apache-2.0
#include "domain/devices/registration_limiter.hpp"

#include "base/check.hpp"

#include <iterator>
#include <utility>

namespace hako::devices {
namespace {

constexpr std::chrono::minutes kWindow{1};

}  // namespace

RegistrationLimiter::RegistrationLimiter(const Clock& clock, Options options)
    : clock_(clock), options_(options) {
    // One window for a project and one for an address of it.
    check(options_.windows_max >= 2, "the registration limiter has to remember two windows");
}

std::optional<std::chrono::seconds>
RegistrationLimiter::count(std::string_view project, const std::optional<IpAddress>& client) {
    const auto now = clock_.steady_now();
    const auto wait = [now](const Window& window) {
        // Rounded up: who comes back after this many seconds is in the next window.
        return std::chrono::ceil<std::chrono::seconds>(window.start + kWindow - now);
    };
    const std::string address = client ? client->limit_group().text() : std::string("-");
    const std::lock_guard lock(mutex_);
    Window& from_address = window_of(std::string(project) + ' ' + address, now);
    // The address comes first: what it sends beyond its own limit takes nothing from the others.
    if (from_address.calls >= options_.per_address_max) {
        return wait(from_address);
    }
    ++from_address.calls;
    Window& of_project = window_of(std::string(project), now);
    if (of_project.calls >= options_.per_project_max) {
        return wait(of_project);
    }
    ++of_project.calls;
    return std::nullopt;
}

RegistrationLimiter::Window& RegistrationLimiter::window_of(std::string key, Moment now) {
    // Windows end in the order in which they started, so what has ended stands in front.
    while (!windows_.empty() && now - windows_.front().start >= kWindow) {
        forget_oldest();
    }
    const auto known = by_key_.find(key);
    if (known != by_key_.end()) {
        return *known->second;
    }
    if (windows_.size() >= options_.windows_max) {
        forget_oldest();
    }
    windows_.push_back({std::move(key), now});
    by_key_.emplace(windows_.back().key, std::prev(windows_.end()));
    return windows_.back();
}

void RegistrationLimiter::forget_oldest() {
    by_key_.erase(windows_.front().key);
    windows_.pop_front();
}

}  // namespace hako::devices
