// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "base/task.hpp"
#include "domain/mail/outbox.hpp"
#include "domain/mail/transport.hpp"
#include "jobs/backend_source.hpp"
#include "jobs/inbox.hpp"
#include "jobs/worker_thread.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <exception>
#include <map>
#include <memory>
#include <vector>

namespace hako::jobs {

/// How much the mail worker takes on.
struct MailWorkerLimits {
    std::size_t in_flight_of_backend_max = 4;
    /// How long a claim holds.
    std::chrono::seconds lease{120};
    /// How long a mail server's answer is waited for.
    std::chrono::seconds answer_time{30};
    /// How often a backend is looked at when nobody rings.
    std::chrono::seconds poll{30};
};

/// What the worker works with; all must live as long as it does.
struct MailWorkerPorts {
    const BackendSource& backends;
    const mail::Outbox& outbox;
    mail::Transport& transport;
    const Clock& clock;
    Random& random;
    Log& log;
    Metrics& metrics;
};

/// Sends the reset mails of all backends: claims what is due under a lease, sends each, keeps how
/// it ended, has the rest tried again.
///
/// Code of one thread, which calls `advance` whenever something came and at the time that it asked
/// for, and is the executor of what it starts. Its memory may be lost at any moment: what it had
/// claimed is claimed again when the lease runs out.
class MailWorker {
public:
    explicit MailWorker(const MailWorkerPorts& ports, const MailWorkerLimits& limits = {});

    /// Not while something is in flight.
    ~MailWorker();
    MailWorker(const MailWorker&) = delete;
    MailWorker& operator=(const MailWorker&) = delete;

    /// Begins what can begin now. Answers when it wants to be called again, if nothing comes
    /// before.
    UnixMillis advance();

    /// There is something new to do for this backend.
    void ring(const BackendId& backend);

    /// Claims nothing from here on; what is in flight is still waited for and kept.
    void stop() {
        stopping_ = true;
    }

    /// Whether no coroutine is under way, which comes back to this thread, and every answer that
    /// came is on disk, or cannot be brought there.
    [[nodiscard]] bool can_be_left() const;

    /// Whether there is nothing more to wait for.
    [[nodiscard]] bool is_finished() const {
        return can_be_left();
    }

private:
    /// One backend's mails.
    struct Lane {
        BackendId backend;
        UnixMillis due = 0;
        bool was_rung = false;
        bool is_looking = false;
        bool is_recording = false;
        bool is_gone = false;
        std::size_t in_flight = 0;
        int look_failures = 0;
        std::vector<mail::MailRecord> records;
        UnixMillis record_at = 0;
        int record_failures = 0;

        [[nodiscard]] bool is_idle() const {
            return !is_looking && !is_recording && in_flight == 0;
        }
    };

    [[nodiscard]] UnixMillis soon();
    void refresh_lanes(UnixMillis now);
    void begin(Lane& lane, UnixMillis now);
    [[nodiscard]] UnixMillis next_call(UnixMillis now) const;

    Task<void> look(Lane& lane);
    Task<Result<void>> try_look(Lane& lane);
    Task<void> deliver(Lane& lane, mail::OutgoingMail mail);
    Task<void> record(Lane& lane);
    void report(const Lane& lane, const mail::SendReport& report);
    void log_bug(Lane& lane, const std::exception_ptr& bug);

    const MailWorkerPorts ports_;
    const MailWorkerLimits limits_;
    std::map<BackendId, std::unique_ptr<Lane>> lanes_;
    UnixMillis refresh_at_ = 0;
    bool stopping_ = false;
    std::array<Counter*, 4> results_{};  ///< by SendResult
    Gauge& in_flight_gauge_;
};

/// The thread of a running server that drives the mail worker.
using MailThread = WorkerThread<MailWorker, Inbox>;

}  // namespace hako::jobs
