// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/executor.hpp"
#include "base/ids.hpp"
#include "domain/push/push_gateway.hpp"

#include <chrono>
#include <condition_variable>
#include <coroutine>
#include <cstdint>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace hako::jobs {

/// What other threads send to the worker's: answers of the gateways, rings, and coroutines whose
/// transaction is done. Everything may be called from every thread. Outlives all who send to it.
class PushInbox final : public push::OutcomeSink, public Executor {
public:
    void finished(std::uint64_t ticket, push::Outcome outcome) override;

    /// Work for the backend was stored. A ring that is lost only costs delay: the worker looks by
    /// itself as well.
    void ring(const BackendId& backend);

    void resume_all(std::span<const std::coroutine_handle<>> ready) override;

    /// Has the worker's thread end, until `deadline` at the latest if it can.
    void stop(std::chrono::steady_clock::time_point deadline);

    struct Post {
        std::vector<std::coroutine_handle<>> ready;
        std::vector<std::pair<std::uint64_t, push::Outcome>> outcomes;
        std::vector<BackendId> rings;
        std::optional<std::chrono::steady_clock::time_point> stop_by;

        [[nodiscard]] bool empty() const {
            return ready.empty() && outcomes.empty() && rings.empty();
        }
    };

    /// Waits until something came, or for `wait_max`. Takes it all; `stop_by` stays once it is set.
    Post take(std::chrono::milliseconds wait_max);

private:
    std::mutex mutex_;
    std::condition_variable arrived_;
    Post post_;
    bool is_stop_new_ = false;
};

}  // namespace hako::jobs
