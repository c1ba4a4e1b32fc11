// SPDX-License-Identifier: Apache-2.0
#include "domain/devices/platform.hpp"

namespace hako::devices {

std::optional<Platform> parse_platform(std::string_view text) {
    for (const Platform platform : {Platform::android, Platform::ios}) {
        if (text == to_string(platform)) {
            return platform;
        }
    }
    return std::nullopt;
}

std::optional<BuildType> parse_build_type(std::string_view text) {
    for (const BuildType build : {BuildType::debug, BuildType::release, BuildType::adhoc}) {
        if (text == to_string(build)) {
            return build;
        }
    }
    return std::nullopt;
}

std::string_view to_string(Platform platform) {
    switch (platform) {
        case Platform::android:
            return "android";
        case Platform::ios:
            return "ios";
    }
    return "";
}

std::string_view to_string(BuildType build) {
    switch (build) {
        case BuildType::debug:
            return "debug";
        case BuildType::release:
            return "release";
        case BuildType::adhoc:
            return "adhoc";
    }
    return "";
}

}  // namespace hako::devices
