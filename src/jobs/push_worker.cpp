// SPDX-License-Identifier: Apache-2.0
#include "jobs/push_worker.hpp"

#include "base/check.hpp"
#include "base/task.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace hako::jobs {
namespace {

/// Between two looks that find something due and get nothing of it.
constexpr std::chrono::milliseconds kShortPause{100};

/// After a failed transaction: doubled for each further one, up to a minute.
constexpr std::chrono::milliseconds kFailurePause{500};
constexpr std::int64_t kFailureDoublingsMax = 7;

constexpr std::chrono::milliseconds kCountPause{5'000};

constexpr std::size_t kOne = 1;

UnixMillis after_failures(UnixMillis now, std::int64_t failures) {
    return now + (kFailurePause.count() << std::min(failures, kFailureDoublingsMax));
}

}  // namespace

PushWorker::PushWorker(
    const PushWorkerPorts& ports,
    const PushWorkerLimits& limits,
    const Policy& policy
)
    : ports_(ports),
      limits_(limits),
      policy_(policy),
      names_(ports.credentials),
      pauses_(policy),
      lapsed_(ports.metrics.counter(
          "hako_push_unanswered",
          "Dispatches whose lease ran out before an answer came."
      )),
      in_flight_gauge_(
          ports.metrics.gauge("hako_push_in_flight", "Dispatches that wait for their answer.")
      ),
      unfinished_gauge_(ports.metrics.gauge(
          "hako_push_queue_depth",
          "Deliveries of pushes under way that are not final, as last counted."
      )) {
    for (std::size_t i = 0; i < policy.size(); ++i) {
        outcomes_.at(i) = &ports.metrics.counter(
            "hako_push_answers",
            "Answers of providers by what they mean.",
            {{"outcome", std::string(policy.at(i).name)}}
        );
    }
}

PushWorker::~PushWorker() = default;

bool PushWorker::is_finished() const {
    return flights_.empty() && can_be_left();
}

bool PushWorker::can_be_left() const {
    return running_ == 0 && std::all_of(lanes_.begin(), lanes_.end(), [](const auto& entry) {
               return entry.second->records.empty() || entry.second->record_failures > 0;
           });
}

void PushWorker::ring(const BackendId& backend) {
    const auto found = lanes_.find(backend);
    if (found == lanes_.end()) {
        refresh_at_ = 0;  // A backend that was just made.
        return;
    }
    found->second->due = 0;
    found->second->was_rung = true;
}

UnixMillis PushWorker::advance() {
    const UnixMillis now = ports_.clock.now();
    refresh_lanes(now);
    forget_lapsed(now);
    busy_lanes_ =
        static_cast<std::size_t>(std::count_if(lanes_.begin(), lanes_.end(), [](const auto& entry) {
            return entry.second->in_flight > 0 || entry.second->is_hungry;
        }));
    // Everyone once, beginning behind the one that was first to begin last time.
    auto lane = last_begun_ ? lanes_.upper_bound(*last_begun_) : lanes_.begin();
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
        if (lane == lanes_.end()) {
            lane = lanes_.begin();
        }
        begin(*lane->second, now);
        ++lane;
    }
    in_flight_gauge_.set(static_cast<std::int64_t>(flights_.size()));
    return next_call(now);
}

void PushWorker::refresh_lanes(UnixMillis now) {
    if (now < refresh_at_) {
        return;
    }
    refresh_at_ = now + std::chrono::milliseconds(limits_.poll).count();
    for (auto& [id, lane] : lanes_) {
        lane->is_gone = true;
    }
    for (auto& [id, queue] : ports_.queues.queues()) {
        auto& lane = lanes_[id];
        if (!lane) {
            lane = std::make_unique<Lane>(id, std::move(queue));
        }
        lane->is_gone = false;
    }
    std::erase_if(lanes_, [](const auto& entry) {
        return entry.second->is_gone && entry.second->is_idle();
    });
}

void PushWorker::forget_lapsed(UnixMillis now) {
    while (!flights_.empty() && flights_.begin()->second.lease_until <= now) {
        const auto flight = flights_.begin();
        --flight->second.lane->in_flight;
        pauses_.lost(flight->second.credential, flight->first, now);
        flights_.erase(flight);
        lapsed_.add();
    }
}

void PushWorker::begin(Lane& lane, UnixMillis now) {
    if (!lane.is_recording && !lane.records.empty() &&
        (now >= lane.record_at ||
         (lane.record_failures == 0 && lane.records.size() >= limits_.record_max))) {
        lane.is_recording = true;
        ++running_;
        start(record(lane), [this, &lane](const std::exception_ptr& bug) {
            ended(lane, lane.is_recording, bug);
        });
    }
    // Small claims cost as much as large ones: there must be some room.
    if (lane.is_hungry && room(lane) >= std::max(std::min(limits_.claim_max, share() / 4), kOne)) {
        lane.due = std::min(lane.due, now);
    }
    if (stopping_ || lane.is_gone || lane.is_looking || now < lane.due ||
        rounds_ >= limits_.rounds_max) {
        return;
    }
    last_begun_ = lane.backend;
    lane.is_looking = true;
    lane.was_rung = false;
    ++rounds_;
    ++running_;
    start(look(lane), [this, &lane](const std::exception_ptr& bug) {
        --rounds_;
        ended(lane, lane.is_looking, bug);
    });
}

void PushWorker::ended(Lane& lane, bool& running, const std::exception_ptr& bug) {
    running = false;
    --running_;
    if (!bug) {
        return;
    }
    const UnixMillis later = after_failures(ports_.clock.now(), kFailureDoublingsMax);
    lane.due = later;
    lane.record_at = later;
    try {
        std::rethrow_exception(bug);
    } catch (const std::exception& problem) {
        const std::string_view what = problem.what();
        ports_.log.write(
            LogLevel::error,
            "bug in the push worker",
            {{"backend", std::string_view(lane.backend.text())}, {"detail", what}}
        );
    }
}

UnixMillis PushWorker::next_call(UnixMillis now) const {
    UnixMillis next = std::max(refresh_at_, now);
    if (!flights_.empty()) {
        next = std::min(next, flights_.begin()->second.lease_until);
    }
    for (const auto& [id, lane] : lanes_) {
        if (!lane->is_recording && !lane->records.empty()) {
            next = std::min(next, lane->record_at);
        }
        if (!stopping_ && !lane->is_gone && !lane->is_looking && rounds_ < limits_.rounds_max) {
            next = std::min(next, lane->due);
        }
    }
    return next;
}

Task<void> PushWorker::look(Lane& lane) {
    auto looking = try_look(lane);
    const auto looked = co_await std::move(looking);
    const UnixMillis now = ports_.clock.now();
    if (looked) {
        lane.failures = 0;
    } else {
        lane.due = after_failures(now, lane.failures++);
        ports_.log.write(
            LogLevel::warning,
            "pushes cannot be read",
            {{"backend", std::string_view(lane.backend.text())},
             {"detail", std::string_view(looked.error().detail())}}
        );
    }
    if (lane.was_rung) {
        lane.due = std::min(lane.due, now);
    }
}

Task<Result<void>> PushWorker::try_look(Lane& lane) {
    push::PushQueue& queue = *lane.queue;
    const UnixMillis now = ports_.clock.now();
    auto preparing = queue.prepare(now, limits_.fill_rows_max);
    HAKO_CO_TRY_ASSIGN(const bool more_to_prepare, co_await std::move(preparing));
    HAKO_CO_TRY(co_await count_unfinished(lane, now));
    const std::size_t limit = claim_limit(lane, now);
    lane.is_hungry = false;
    if (limit > 0) {
        // A claim begins now: its lease must not be shorter than what is waited for.
        auto claiming = queue.claim(ports_.clock.now(), limits_.lease, limit);
        HAKO_CO_TRY_ASSIGN(auto claimed, co_await std::move(claiming));
        lane.is_hungry = claimed.size() == limit;
        for (push::ClaimedDelivery& delivery : claimed) {
            dispatch(lane, std::move(delivery));
        }
    }
    const UnixMillis later = ports_.clock.now();
    if (more_to_prepare) {
        lane.due = later;
        co_return Result<void>();
    }
    const UnixMillis poll = later + std::chrono::milliseconds(limits_.poll).count();
    if (room(lane) == 0) {
        lane.is_hungry = true;
        lane.due = poll;  // An answer makes room, and brings it forward.
        co_return Result<void>();
    }
    if (lane.is_hungry) {
        lane.due = later;
    } else {
        HAKO_CO_TRY_ASSIGN(const auto next, co_await queue.next_due());
        lane.due = std::clamp(next.value_or(poll), later + kShortPause.count(), poll);
    }
    if (const auto held = all_held_until(lane, later)) {
        lane.due = std::max(lane.due, std::min(*held, poll));
    }
    co_return Result<void>();
}

Task<Result<void>> PushWorker::count_unfinished(Lane& lane, UnixMillis now) {
    if (now < lane.count_at) {
        co_return Result<void>();
    }
    HAKO_CO_TRY_ASSIGN(lane.unfinished, co_await lane.queue->unfinished());
    lane.count_at = now + kCountPause.count();
    std::int64_t total = 0;
    for (const auto& [id, other] : lanes_) {
        total += other->unfinished;
    }
    unfinished_gauge_.set(total);
    co_return Result<void>();
}

Task<void> PushWorker::record(Lane& lane) {
    const std::size_t count = std::min(lane.records.size(), limits_.record_max);
    const auto end = lane.records.begin() + static_cast<std::ptrdiff_t>(count);
    std::vector<push::DeliveryRecord> batch(
        std::make_move_iterator(lane.records.begin()), std::make_move_iterator(end)
    );
    lane.records.erase(lane.records.begin(), end);
    auto recording = lane.queue->record(batch, ports_.clock.now());
    const auto recorded = co_await std::move(recording);
    const UnixMillis now = ports_.clock.now();
    if (recorded) {
        lane.record_failures = 0;
        lane.record_at =
            lane.records.size() >= limits_.record_max ? now : now + limits_.gather.count();
        // What they said to try again at once, and the end of a push, is looked at now.
        lane.due = std::min(lane.due, now + kShortPause.count());
        co_return;
    }
    lane.record_at = after_failures(now, lane.record_failures++);
    if (!lane.is_gone) {
        lane.records.insert(
            lane.records.begin(),
            std::make_move_iterator(batch.begin()),
            std::make_move_iterator(batch.end())
        );
    }
    ports_.log.write(
        LogLevel::warning,
        "outcomes of pushes cannot be stored",
        {{"backend", std::string_view(lane.backend.text())},
         {"detail", std::string_view(recorded.error().detail())}}
    );
}

void PushWorker::dispatch(Lane& lane, push::ClaimedDelivery delivery) {
    const UnixMillis now = ports_.clock.now();
    Flight flight{&lane, claim_of(delivery), {}, 0};
    if (now >= delivery.give_up_at) {
        keep(lane, expired(flight.claim), now);
        return;
    }
    const UnixMillis lease_until =
        delivery.claimed_at + std::chrono::milliseconds(limits_.lease).count();
    // After a slow commit others may have it before the answer comes.
    if (lease_until - now < std::chrono::milliseconds(limits_.answer_time).count()) {
        keep(lane, give_back(flight.claim, now, ports_.random), now);
        return;
    }
    const std::uint64_t ticket = ++last_ticket_;
    const std::string& credential =
        names_.name(lane.backend, delivery.platform, delivery.environment);
    // Who has none is told so by the gateway.
    if (!credential.empty()) {
        if (const auto held = pauses_.held_until(credential, ticket, now)) {
            keep(lane, give_back(flight.claim, *held, ports_.random), now);
            return;
        }
    }
    flight.credential = credential;
    flight.lease_until = lease_until;
    flights_.emplace(ticket, std::move(flight));
    ++lane.in_flight;
    ports_.gateway.send(
        {.ticket = ticket,
         .backend = lane.backend,
         .platform = delivery.platform,
         .environment = delivery.environment,
         .token = std::move(delivery.token),
         .message_id = delivery.message_id,
         .payload = std::move(delivery.payload)},
        ports_.sink
    );
}

void PushWorker::finished(std::uint64_t ticket, const push::Outcome& outcome) {
    const auto found = flights_.find(ticket);
    if (found == flights_.end()) {
        return;
    }
    const UnixMillis now = ports_.clock.now();
    const Flight flight = std::move(found->second);
    flights_.erase(found);
    Lane& lane = *flight.lane;
    --lane.in_flight;
    outcomes_.at(static_cast<std::size_t>(outcome.verdict))->add();
    if (pauses_.answered(flight.credential, ticket, outcome, now)) {
        ports_.log.write(
            LogLevel::warning,
            "a push credential pauses",
            {{"backend", std::string_view(lane.backend.text())},
             {"status", std::int64_t{outcome.status}},
             {"reason", std::string_view(outcome.reason)}}
        );
    }
    keep(lane, decide(policy_, flight.claim, outcome, now, ports_.random), now);
}

void PushWorker::keep(Lane& lane, push::DeliveryRecord record, UnixMillis now) {
    if (lane.records.empty() && lane.record_failures == 0 && !lane.is_recording) {
        lane.record_at = now + limits_.gather.count();
    }
    lane.records.push_back(std::move(record));
}

}  // namespace hako::jobs
