// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>

namespace hako {

/// Counts by a key, in windows of a fixed length that start with the key's first use.
///
/// Memory is bounded: beyond `windows_max` the window that started first is forgotten. For one
/// thread at a time.
class WindowCounts {
public:
    using Moment = std::chrono::steady_clock::time_point;

    struct Window {
        std::string key;
        Moment start;
        std::uint32_t count = 0;
    };

    WindowCounts(std::chrono::seconds length, std::size_t windows_max)
        : length_(length), windows_max_(windows_max) {}

    WindowCounts(const WindowCounts&) = delete;
    WindowCounts& operator=(const WindowCounts&) = delete;

    /// The key's window at `now`, which never goes back: the one that is open, or a new one. The
    /// reference is good until the next call.
    Window& of(std::string key, Moment now);

    /// How long until the window ends, rounded up: who comes back then is in the next one.
    [[nodiscard]] std::chrono::seconds left(const Window& window, Moment now) const {
        return std::chrono::ceil<std::chrono::seconds>(window.start + length_ - now);
    }

private:
    void forget_oldest();

    const std::chrono::seconds length_;
    const std::size_t windows_max_;
    std::list<Window> windows_;                                                 ///< by their start
    std::unordered_map<std::string_view, std::list<Window>::iterator> by_key_;  ///< views the keys
};

}  // namespace hako
