// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "domain/push/push_gateway.hpp"
#include "domain/push/push_queue.hpp"
#include "jobs/credential_pauses.hpp"
#include "jobs/lane.hpp"
#include "jobs/push_policy.hpp"
#include "jobs/queue_source.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace hako::jobs {

/// How much the worker takes on.
struct PushWorkerLimits {
    std::size_t in_flight_max = 2'000;   ///< dispatches without an answer, over all backends
    std::size_t claim_max = 500;         ///< deliveries a claim takes
    std::size_t record_max = 1'000;      ///< outcomes a transaction keeps
    std::size_t rounds_max = 8;          ///< backends that are looked at at the same time
    std::int64_t fill_rows_max = 2'000;  ///< device rows one piece of filling in adds
    /// How long a claim holds.
    std::chrono::seconds lease{120};
    /// How long a gateway waits for an answer at most. Nothing is sent whose lease is shorter.
    std::chrono::seconds answer_time{60};
    /// How long outcomes are gathered, so that a commit has more than one.
    std::chrono::milliseconds gather{20};
    /// How often a backend is looked at when nobody rings.
    std::chrono::seconds poll{30};
};

/// What the worker works with; all must live as long as it does.
struct PushWorkerPorts {
    const QueueSource& queues;
    push::PushGateway& gateway;
    const push::CredentialSource& credentials;
    /// Given to the gateway; has `PushWorker::finished` called on the worker's thread.
    push::OutcomeSink& sink;
    const Clock& clock;
    Random& random;
    Log& log;
    Metrics& metrics;
};

/// Sends what the backends' queues hold: claims a batch under a lease, dispatches it, records how
/// it ended, has the rest tried again.
///
/// Plain code of one thread, which calls `advance` whenever something came and at the time that it
/// asked for. Every step that must survive is a transaction of a queue; the worker's own memory may
/// be lost at any moment: what it had claimed is claimed again when the lease runs out.
///
/// Backends share what may be in flight: none waits because another has much to send.
class PushWorker {
public:
    explicit PushWorker(
        const PushWorkerPorts& ports,
        const PushWorkerLimits& limits = {},
        const Policy& policy = standard_policy()
    );
    /// Not while a transaction is under way.
    ~PushWorker();
    PushWorker(const PushWorker&) = delete;
    PushWorker& operator=(const PushWorker&) = delete;

    /// Begins what can begin now. Answers when it wants to be called again, if nothing comes
    /// before; a time that is past means at once.
    UnixMillis advance();

    /// There is something new to do for this backend.
    void ring(const BackendId& backend);

    /// The answer to a dispatch. One that is not waited for any more is passed over.
    void finished(std::uint64_t ticket, const push::Outcome& outcome);

    /// Claims nothing from here on; what is in flight is still waited for and recorded.
    void stop() {
        stopping_ = true;
    }

    /// Whether no transaction is under way, which comes back to this thread, and every answer that
    /// came is on disk, or cannot be brought there.
    [[nodiscard]] bool can_be_left() const;

    /// Whether every dispatch is answered, and every answer on disk.
    [[nodiscard]] bool is_finished() const;

    [[nodiscard]] std::size_t in_flight() const {
        return flights_.size();
    }

private:
    /// A dispatch that is not answered.
    struct Flight {
        Lane* lane = nullptr;
        Claim claim;
        std::string credential;
        UnixMillis lease_until = 0;
    };

    void refresh_lanes(UnixMillis now);
    void forget_lapsed(UnixMillis now);
    void begin(Lane& lane, UnixMillis now);
    [[nodiscard]] UnixMillis next_call(UnixMillis now) const;

    /// One look at a backend: what comes before sending, then a claim.
    Task<void> look(Lane& lane);
    Task<Result<void>> try_look(Lane& lane);
    Task<void> record(Lane& lane);
    Task<Result<void>> count_unfinished(Lane& lane, UnixMillis now);
    void ended(Lane& lane, bool& running, const std::exception_ptr& bug);

    void dispatch(Lane& lane, push::ClaimedDelivery delivery);
    void keep(Lane& lane, push::DeliveryRecord record, UnixMillis now);

    /// How many deliveries each backend that has some may have in flight.
    [[nodiscard]] std::size_t share() const;
    /// How many more deliveries the backend may have in flight now.
    [[nodiscard]] std::size_t room(const Lane& lane) const;
    /// The same, as its credentials allow.
    std::size_t claim_limit(const Lane& lane, UnixMillis now);
    /// Empty unless all credentials of the backend pause.
    std::optional<UnixMillis> all_held_until(const Lane& lane, UnixMillis now);

    const PushWorkerPorts ports_;
    const PushWorkerLimits limits_;
    const Policy& policy_;
    CredentialNames names_;
    CredentialPauses pauses_;

    std::map<BackendId, std::unique_ptr<Lane>> lanes_;
    std::optional<BackendId> last_begun_;  ///< so that all get their turn
    UnixMillis refresh_at_ = 0;
    std::map<std::uint64_t, Flight> flights_;  ///< in the order of their leases, too
    std::uint64_t last_ticket_ = 0;
    std::size_t rounds_ = 0;
    std::size_t busy_lanes_ = 0;
    std::size_t running_ = 0;
    bool stopping_ = false;

    std::array<Counter*, kVerdictCount> outcomes_{};
    Counter& lapsed_;
    Gauge& in_flight_gauge_;
    Gauge& unfinished_gauge_;
};

}  // namespace hako::jobs
