// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/push/push_gateway.hpp"
#include "jobs/inbox.hpp"

#include <chrono>
#include <cstdint>
#include <mutex>
#include <utility>
#include <vector>

namespace hako::jobs {

/// The inbox of the push worker: what the gateways answer comes as well.
class PushInbox final : public Inbox, public push::OutcomeSink {
public:
    void finished(std::uint64_t ticket, push::Outcome outcome) override;

    struct Post : Inbox::Post {
        std::vector<std::pair<std::uint64_t, push::Outcome>> outcomes;
    };

    /// As Inbox::take.
    Post take(std::chrono::milliseconds wait_max);

private:
    std::mutex mutex_;
    std::vector<std::pair<std::uint64_t, push::Outcome>> outcomes_;  ///< guarded by mutex_
};

}  // namespace hako::jobs
