// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "domain/devices/platform.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hako::push {

using devices::ApnsEnvironment;
using devices::BuildType;
using devices::environment_of;
using devices::Platform;

/// Names one push: `q` and a UUID.
using PushId = PrefixedId<'q'>;

/// Where a push stands (spec: Push.status).
enum class PushState : std::uint8_t { wait, push, finish, cancel };

/// Where one device's part of a push stands. The last three are final.
enum class DeliveryState : std::uint8_t { waiting, sending, accepted, failed, cancelled };

/// The wire's words; empty for any other.
std::optional<DeliveryState> parse_delivery_state(std::string_view text);
std::string_view to_string(DeliveryState state);
std::string_view to_string(PushState state);

/// One push as it stands.
struct Push {
    PushId id;
    Platform platform = Platform::ios;
    BuildType build_type = BuildType::release;
    PushState state = PushState::wait;
    std::int64_t targets = 0;  ///< devices; may grow while the state is `wait`
    std::int64_t pushed = 0;   ///< of them: the provider took it
    std::int64_t failed = 0;   ///< of them: cancelled ones included
    UnixMillis created_at = 0;
    UnixMillis send_at = 0;
    std::optional<UnixMillis> started_at;
    std::optional<UnixMillis> finished_at;
    std::string title;  ///< empty for iOS
    std::string message;
};

/// Names one device's part of a push inside its backend: the row keys of the push and the device.
struct DeliveryKey {
    std::int64_t push = 0;
    std::int64_t device = 0;

    auto operator<=>(const DeliveryKey&) const = default;
};

}  // namespace hako::push
