// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "jobs/push_inbox.hpp"
#include "jobs/push_worker.hpp"

#include <chrono>
#include <thread>

namespace hako::jobs {

/// The thread of a running server that drives the worker. It is the executor that transactions of
/// the queues come back to; what it is told comes through the inbox, which the ports' `sink` is.
class PushThread {
public:
    /// Begins to work.
    PushThread(PushInbox& inbox, const PushWorkerPorts& ports, const PushWorkerLimits& limits = {});

    /// stop() without time to wait.
    ~PushThread();
    PushThread(const PushThread&) = delete;
    PushThread& operator=(const PushThread&) = delete;

    /// Claims nothing more, waits up to `drain` for answers to what is in flight, and stores them.
    /// What is unanswered then is left to its lease. Blocks; once more does nothing.
    void stop(std::chrono::milliseconds drain);

private:
    void run();

    PushInbox& inbox_;
    const Clock& clock_;
    PushWorker worker_;
    std::thread thread_;
};

}  // namespace hako::jobs
