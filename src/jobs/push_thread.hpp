// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "jobs/push_inbox.hpp"
#include "jobs/push_worker.hpp"
#include "jobs/worker_thread.hpp"

namespace hako::jobs {

/// The thread of the push worker, whose ports' `sink` is the inbox.
class PushThread : public WorkerThread<PushWorker, PushInbox> {
public:
    /// Begins to work.
    PushThread(PushInbox& inbox, const PushWorkerPorts& ports, const PushWorkerLimits& limits = {})
        : WorkerThread("push worker", inbox, ports.clock, ports, limits) {}
};

}  // namespace hako::jobs
