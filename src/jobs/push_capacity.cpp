// SPDX-License-Identifier: Apache-2.0
// How much of a backend may be in flight: its share of the whole, and what its credentials allow.

#include "jobs/push_worker.hpp"

#include <algorithm>
#include <array>

namespace hako::jobs {
namespace {

using push::ApnsEnvironment;
using push::Platform;

constexpr std::size_t kOne = 1;

/// Where a backend's credentials are for.
struct Route {
    Platform platform;
    ApnsEnvironment environment;
};

constexpr std::array kRoutes{
    Route{Platform::ios, ApnsEnvironment::development},
    Route{Platform::ios, ApnsEnvironment::production},
    Route{Platform::android, ApnsEnvironment::production},
};

}  // namespace

std::size_t PushWorker::share() const {
    return std::max(limits_.in_flight_max / std::max(busy_lanes_, kOne), kOne);
}

std::size_t PushWorker::room(const Lane& lane) const {
    // What cannot be recorded is not sent.
    if (lane.records.size() >= 2 * limits_.record_max || lane.record_failures > 0) {
        return 0;
    }
    const std::size_t free =
        limits_.in_flight_max - std::min(flights_.size(), limits_.in_flight_max);
    return std::min(free, share() - std::min(lane.in_flight, share()));
}

std::size_t PushWorker::claim_limit(const Lane& lane, UnixMillis now) {
    const std::size_t all = std::min(room(lane), limits_.claim_max);
    std::size_t alone = 0;
    std::size_t credentials = 0;
    for (const Route& route : kRoutes) {
        const std::string& name = names_.name(lane.backend, route.platform, route.environment);
        if (name.empty()) {
            continue;
        }
        ++credentials;
        const auto held = pauses_.room(name, now);
        if (!held) {
            return all;
        }
        alone += *held;
    }
    return credentials == 0 ? all : std::min(all, alone);
}

std::optional<UnixMillis> PushWorker::all_held_until(const Lane& lane, UnixMillis now) {
    std::optional<UnixMillis> first;
    for (const Route& route : kRoutes) {
        const std::string& name = names_.name(lane.backend, route.platform, route.environment);
        if (name.empty()) {
            continue;
        }
        const auto held = pauses_.would_hold_until(name, now);
        if (!held) {
            return std::nullopt;
        }
        first = first ? std::min(*first, *held) : *held;
    }
    return first;
}

}  // namespace hako::jobs
