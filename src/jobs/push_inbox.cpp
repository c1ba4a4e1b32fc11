// SPDX-License-Identifier: Apache-2.0
#include "jobs/push_inbox.hpp"

namespace hako::jobs {

void PushInbox::finished(std::uint64_t ticket, push::Outcome outcome) {
    {
        const std::lock_guard lock(mutex_);
        outcomes_.emplace_back(ticket, std::move(outcome));
    }
    wake();
}

PushInbox::Post PushInbox::take(std::chrono::milliseconds wait_max) {
    Post post{Inbox::take(wait_max), {}};
    const std::lock_guard lock(mutex_);
    post.outcomes.swap(outcomes_);
    return post;
}

}  // namespace hako::jobs
