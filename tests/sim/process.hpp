// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/log.hpp"
#include "base/metrics.hpp"
#include "jobs/push_worker.hpp"
#include "tests/sim/model_store.hpp"
#include "tests/sim/world.hpp"

#include <coroutine>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <utility>
#include <vector>

namespace hako::sim {

class Process;

/// A transaction that is asked for and not yet done.
struct Transaction {
    Process* process = nullptr;
    ModelStore* store = nullptr;
    UnixMillis ready_at = 0;
    std::function<void()> work;
    std::coroutine_handle<> waiter;
};

/// What a process needs of the world around it.
class Surroundings {
public:
    virtual ~Surroundings() = default;
    virtual void sent(Process& process, const push::Dispatch& dispatch) = 0;
    virtual void recorded(
        Process& process,
        ModelStore& store,
        std::span<const push::DeliveryRecord> records
    ) = 0;
    virtual void enqueue(Transaction transaction) = 0;
};

/// What a backend's queue looks like from within a process: each call is a transaction that may be
/// done later, or never.
class ModelQueue final : public push::PushQueue {
public:
    ModelQueue(Process& process, ModelStore& store) : process_(process), store_(store) {}

    Task<Result<std::optional<UnixMillis>>> next_due() override;
    Task<Result<bool>> prepare(UnixMillis now, std::int64_t rows) override;
    Task<Result<std::vector<push::ClaimedDelivery>>>
    claim(UnixMillis now, std::chrono::seconds lease, std::size_t limit) override;
    Task<Result<void>> record(std::span<const push::DeliveryRecord> records, UnixMillis now)
        override;
    Task<Result<std::int64_t>> unfinished() override;

private:
    Process& process_;
    ModelStore& store_;
};

/// One life of a server's worker, from its start to its crash. After the crash nothing that it does
/// has an effect any more.
class Process final : public push::PushGateway, public push::OutcomeSink, public jobs::QueueSource {
public:
    Process(
        Surroundings& surroundings,
        std::vector<std::pair<BackendId, ModelStore*>> backends,
        const push::CredentialSource& credentials,
        const SimClock& clock,
        SimRandom& random,
        const jobs::Policy& policy
    );

    void send(push::Dispatch dispatch, push::OutcomeSink&) override {
        if (is_alive) {
            surroundings.sent(*this, dispatch);
        }
    }

    // Answers are delivered by the simulation.
    void finished(std::uint64_t, push::Outcome) override {}

    [[nodiscard]] Queues queues() const override {
        return queues_;
    }

    bool is_alive = true;
    bool is_awake = true;     ///< something came since the last advance
    UnixMillis wants_at = 0;  ///< when it wants to be called
    /// Until when it holds what it claimed.
    std::map<std::pair<const ModelStore*, push::DeliveryKey>, UnixMillis> leases;
    /// Transactions that are done and of which it does not know yet.
    std::deque<std::coroutine_handle<>> ready;
    Surroundings& surroundings;
    std::unique_ptr<jobs::PushWorker> worker;

private:
    Queues queues_;
    NullLog log_;
    Metrics metrics_;
};

}  // namespace hako::sim
