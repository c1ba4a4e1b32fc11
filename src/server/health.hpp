// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <string_view>
#include <utility>

namespace hako::server {

/// Whether this process should be sent requests. Safe to use from every thread.
class Health {
public:
    enum class Phase { starting, serving, draining };

    /// `is_storage_well` says whether the last commit of every database succeeded.
    explicit Health(std::function<bool()> is_storage_well)
        : is_storage_well_(std::move(is_storage_well)) {}

    void enter(Phase phase) {
        phase_.store(phase, std::memory_order_release);
    }

    [[nodiscard]] bool is_ready() const {
        return phase_.load(std::memory_order_acquire) == Phase::serving && is_storage_well_();
    }

    /// `ready`, or why not: `starting`, `draining`, `storage_failed`.
    [[nodiscard]] std::string_view state() const {
        switch (phase_.load(std::memory_order_acquire)) {
            case Phase::starting:
                return "starting";
            case Phase::draining:
                return "draining";
            case Phase::serving:
                break;
        }
        return is_storage_well_() ? "ready" : "storage_failed";
    }

private:
    std::function<bool()> is_storage_well_;
    std::atomic<Phase> phase_{Phase::starting};
};

}  // namespace hako::server
