// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/process.hpp"

namespace hako::sim {
namespace {

/// Waits until the simulation has done `work`, or knows that it never will.
struct Doing {
    Process& process;
    ModelStore& store;
    std::function<void()> work;

    [[nodiscard]] bool await_ready() const noexcept {
        return !process.is_alive;
    }

    void await_suspend(std::coroutine_handle<> waiter) {
        process.surroundings.enqueue({&process, &store, 0, std::move(work), waiter});
    }

    void await_resume() const noexcept {}
};

template <class T, class Work>
Task<Result<T>> run(Process& process, ModelStore& store, Work work) {
    std::optional<T> done;
    Doing doing{process, store, [&] { done.emplace(work()); }};
    co_await doing;
    if (!done) {
        co_return Error::unavailable(PrivateDetail("the transaction failed"));
    }
    co_return *std::move(done);
}

}  // namespace

Task<Result<std::optional<UnixMillis>>> ModelQueue::next_due() {
    return run<std::optional<UnixMillis>>(process_, store_, [this] { return store_.next_due(); });
}

Task<Result<bool>> ModelQueue::prepare(UnixMillis now, std::int64_t rows) {
    return run<bool>(process_, store_, [=, this] { return store_.prepare(now, rows); });
}

Task<Result<std::vector<push::ClaimedDelivery>>>
ModelQueue::claim(UnixMillis now, std::chrono::seconds lease, std::size_t limit) {
    return run<std::vector<push::ClaimedDelivery>>(process_, store_, [=, this] {
        auto claimed = store_.claim(now, std::chrono::milliseconds(lease).count(), limit);
        for (const auto& delivery : claimed) {
            process_.leases[{&store_, delivery.key}] =
                store_.deliveries.at(delivery.key).lease_until;
        }
        return claimed;
    });
}

Task<Result<void>>
ModelQueue::record(std::span<const push::DeliveryRecord> records, UnixMillis now) {
    auto recording = run<bool>(process_, store_, [=, this] {
        store_.record(records, now);
        process_.surroundings.recorded(process_, store_, records);
        return true;
    });
    HAKO_CO_TRY(co_await std::move(recording));
    co_return Result<void>();
}

Task<Result<std::int64_t>> ModelQueue::unfinished() {
    return run<std::int64_t>(process_, store_, [this] { return store_.unfinished(); });
}

Process::Process(
    Surroundings& around,
    std::vector<std::pair<BackendId, ModelStore*>> backends,
    const push::CredentialSource& credentials,
    const SimClock& clock,
    SimRandom& random,
    const jobs::Policy& policy
)
    : surroundings(around) {
    for (const auto& [id, store] : backends) {
        queues_.emplace_back(id, std::make_shared<ModelQueue>(*this, *store));
    }
    const jobs::PushWorkerLimits limits{
        .in_flight_max = 1 + random.below(20),
        .claim_max = 1 + random.below(10),
        .record_max = 1 + random.below(10),
        .rounds_max = 1 + random.below(3),
        .fill_rows_max = static_cast<std::int64_t>(1 + random.below(5)),
        .poll = std::chrono::minutes(random.between(2, 30)),
    };
    const jobs::PushWorkerPorts ports{
        .queues = *this,
        .gateway = *this,
        .credentials = credentials,
        .sink = *this,
        .clock = clock,
        .random = random,
        .log = log_,
        .metrics = metrics_,
    };
    worker = std::make_unique<jobs::PushWorker>(ports, limits, policy);
}

}  // namespace hako::sim
