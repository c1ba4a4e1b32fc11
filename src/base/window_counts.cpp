// SPDX-License-Identifier: Apache-2.0
#include "base/window_counts.hpp"

#include <iterator>
#include <utility>

namespace hako {

WindowCounts::Window& WindowCounts::of(std::string key, Moment now) {
    // Windows end in the order in which they started, so what has ended stands in front.
    while (!windows_.empty() && now - windows_.front().start >= length_) {
        forget_oldest();
    }
    const auto known = by_key_.find(key);
    if (known != by_key_.end()) {
        return *known->second;
    }
    if (windows_.size() >= windows_max_) {
        forget_oldest();
    }
    windows_.push_back({std::move(key), now});
    by_key_.emplace(windows_.back().key, std::prev(windows_.end()));
    return windows_.back();
}

void WindowCounts::forget_oldest() {
    by_key_.erase(windows_.front().key);
    windows_.pop_front();
}

}  // namespace hako
