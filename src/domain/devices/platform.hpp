// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace hako::devices {

enum class Platform : std::uint8_t { android, ios };

/// How the app was built. For iOS it decides which APNs environment issued its tokens.
enum class BuildType : std::uint8_t { debug, release, adhoc };

/// The two worlds of APNs: a token of one is unknown in the other.
enum class ApnsEnvironment : std::uint8_t { development, production };

/// debug: development; adhoc and release: production (spec: "Native push registration").
constexpr ApnsEnvironment environment_of(BuildType build) {
    return build == BuildType::debug ? ApnsEnvironment::development : ApnsEnvironment::production;
}

/// The wire's words; empty for any other.
std::optional<Platform> parse_platform(std::string_view text);
std::optional<BuildType> parse_build_type(std::string_view text);
std::string_view to_string(Platform platform);
std::string_view to_string(BuildType build);

}  // namespace hako::devices
