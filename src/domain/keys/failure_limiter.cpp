// SPDX-License-Identifier: Apache-2.0
#include "domain/keys/failure_limiter.hpp"

#include "base/check.hpp"

#include <iterator>

namespace hako::keys {
namespace {

constexpr std::chrono::minutes kWindow{1};

}  // namespace

FailureLimiter::FailureLimiter(const Clock& clock, Options options)
    : clock_(clock), options_(options) {
    check(options_.addresses_max > 0, "the failure limiter has to remember an address");
}

std::optional<std::chrono::seconds> FailureLimiter::count_failure(const IpAddress& client) {
    const auto now = clock_.steady_now();
    const std::lock_guard lock(mutex_);
    Window& window = window_of(client.limit_group(), now);
    if (window.failures < options_.failures_per_minute_max) {
        ++window.failures;
        return std::nullopt;
    }
    // Rounded up: who comes back after this many seconds is in the next window.
    return std::chrono::ceil<std::chrono::seconds>(window.start + kWindow - now);
}

std::size_t FailureLimiter::address_count() const {
    const std::lock_guard lock(mutex_);
    return windows_.size();
}

FailureLimiter::Window& FailureLimiter::window_of(const IpAddress& group, Moment now) {
    // Windows end in the order in which they started, so what has ended stands in front.
    while (!windows_.empty() && now - windows_.front().start >= kWindow) {
        forget_oldest();
    }
    const auto known = by_group_.find(group);
    if (known != by_group_.end()) {
        return *known->second;
    }
    if (windows_.size() >= options_.addresses_max) {
        forget_oldest();
    }
    windows_.push_back({group, now});
    by_group_.emplace(group, std::prev(windows_.end()));
    return windows_.back();
}

void FailureLimiter::forget_oldest() {
    by_group_.erase(windows_.front().group);
    windows_.pop_front();
}

}  // namespace hako::keys
