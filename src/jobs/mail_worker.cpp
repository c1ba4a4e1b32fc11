// SPDX-License-Identifier: Apache-2.0
#include "jobs/mail_worker.hpp"

#include "jobs/mail_policy.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

namespace hako::jobs {
namespace {

/// Between two looks that find something due and get nothing of it.
constexpr std::chrono::milliseconds kShortPause{100};

/// Within this time of a ring a backend is looked at.
constexpr std::uint64_t kSoonMillis = 1'000;

/// After a failed transaction: doubled for each further one.
constexpr std::chrono::milliseconds kFailurePause{500};
constexpr int kFailureDoublingsMax = 7;

UnixMillis after_failures(UnixMillis now, int failures) {
    return now + (kFailurePause.count() << std::min(failures, kFailureDoublingsMax));
}

}  // namespace

MailWorker::MailWorker(const MailWorkerPorts& ports, const MailWorkerLimits& limits)
    : ports_(ports),
      limits_(limits),
      in_flight_gauge_(
          ports.metrics.gauge("hako_mail_in_flight", "Reset mails that wait for their answer.")
      ) {
    for (std::size_t i = 0; i < results_.size(); ++i) {
        results_.at(i) = &ports.metrics.counter(
            "hako_mail_attempts",
            "Attempts to send a reset mail by what came of them.",
            {{"result", std::string(to_string(static_cast<mail::SendResult>(i)))}}
        );
    }
}

MailWorker::~MailWorker() = default;

bool MailWorker::can_be_left() const {
    return std::all_of(lanes_.begin(), lanes_.end(), [](const auto& entry) {
        const Lane& lane = *entry.second;
        return lane.is_idle() && (lane.records.empty() || lane.record_failures > 0);
    });
}

void MailWorker::ring(const BackendId& backend) {
    const auto found = lanes_.find(backend);
    if (found == lanes_.end()) {
        refresh_at_ = 0;  // A backend that was just made.
        return;
    }
    found->second->due = std::min(found->second->due, soon());
    found->second->was_rung = true;
}

UnixMillis MailWorker::soon() {
    // The work for a user who exists must not fall together with the next request that somebody
    // sends to see how long it takes.
    const auto shift = static_cast<UnixMillis>(ports_.random.next_u64() % kSoonMillis);
    return ports_.clock.now() + shift;
}

UnixMillis MailWorker::advance() {
    const UnixMillis now = ports_.clock.now();
    refresh_lanes(now);
    std::size_t in_flight = 0;
    for (const auto& [id, lane] : lanes_) {
        begin(*lane, now);
        in_flight += lane->in_flight;
    }
    in_flight_gauge_.set(static_cast<std::int64_t>(in_flight));
    return next_call(now);
}

void MailWorker::refresh_lanes(UnixMillis now) {
    if (now < refresh_at_) {
        return;
    }
    refresh_at_ = now + std::chrono::milliseconds(limits_.poll).count();
    for (auto& [id, lane] : lanes_) {
        lane->is_gone = true;
    }
    for (const auto& entry : ports_.backends.all()) {
        auto& lane = lanes_[entry->backend.id];
        if (!lane) {
            lane = std::make_unique<Lane>(Lane{.backend = entry->backend.id, .records = {}});
        }
        lane->is_gone = false;
    }
    std::erase_if(lanes_, [](const auto& entry) {
        return entry.second->is_gone && entry.second->is_idle();
    });
}

void MailWorker::begin(Lane& lane, UnixMillis now) {
    if (!lane.is_recording && !lane.records.empty() && now >= lane.record_at) {
        lane.is_recording = true;
        start(record(lane), [this, &lane](const std::exception_ptr& bug) {
            lane.is_recording = false;
            log_bug(lane, bug);
        });
    }
    if (stopping_ || lane.is_gone || lane.is_looking || now < lane.due ||
        lane.in_flight >= limits_.in_flight_of_backend_max) {
        return;
    }
    lane.is_looking = true;
    lane.was_rung = false;
    start(look(lane), [this, &lane](const std::exception_ptr& bug) {
        lane.is_looking = false;
        log_bug(lane, bug);
    });
}

UnixMillis MailWorker::next_call(UnixMillis now) const {
    UnixMillis next = std::max(refresh_at_, now);
    for (const auto& [id, lane] : lanes_) {
        if (!lane->is_recording && !lane->records.empty()) {
            next = std::min(next, lane->record_at);
        }
        if (!stopping_ && !lane->is_gone && !lane->is_looking &&
            lane->in_flight < limits_.in_flight_of_backend_max) {
            next = std::min(next, lane->due);
        }
    }
    return next;
}

Task<void> MailWorker::look(Lane& lane) {
    auto looking = try_look(lane);
    const auto looked = co_await std::move(looking);
    const UnixMillis now = ports_.clock.now();
    if (looked) {
        lane.look_failures = 0;
    } else {
        lane.due = after_failures(now, lane.look_failures++);
        ports_.log.write(
            LogLevel::warning,
            "mails cannot be read",
            {{"backend", std::string_view(lane.backend.text())},
             {"detail", std::string_view(looked.error().detail())}}
        );
    }
    if (lane.was_rung) {
        lane.due = std::min(lane.due, soon());
    }
}

Task<Result<void>> MailWorker::try_look(Lane& lane) {
    const UnixMillis poll = ports_.clock.now() + std::chrono::milliseconds(limits_.poll).count();
    const auto entry = ports_.backends.find(lane.backend);
    if (!entry) {
        lane.due = poll;
        co_return Result<void>();
    }
    // Most looks find nothing: that is seen without the writer.
    HAKO_CO_TRY_ASSIGN(auto next, co_await ports_.outbox.next_due(*entry));
    if (next.value_or(poll) > ports_.clock.now()) {
        lane.due = std::min(next.value_or(poll), poll);
        co_return Result<void>();
    }
    const auto began = ports_.clock.steady_now();
    const std::size_t limit = limits_.in_flight_of_backend_max - lane.in_flight;
    auto claiming = ports_.outbox.claim(*entry, limits_.lease, limit);
    HAKO_CO_TRY_ASSIGN(auto claimed, co_await std::move(claiming));
    // After a slow commit others may have them before the answers come.
    const bool is_late =
        ports_.clock.steady_now() - began > limits_.lease - 2 * limits_.answer_time;
    for (mail::OutgoingMail& mail : claimed) {
        if (is_late) {
            lane.records.push_back({mail.number, mail.attempt, ports_.clock.now()});
            continue;
        }
        ++lane.in_flight;
        start(deliver(lane, std::move(mail)), [this, &lane](const std::exception_ptr& bug) {
            --lane.in_flight;
            log_bug(lane, bug);
        });
    }
    HAKO_CO_TRY_ASSIGN(next, co_await ports_.outbox.next_due(*entry));
    const UnixMillis soon = ports_.clock.now() + kShortPause.count();
    lane.due = std::clamp(next.value_or(poll), soon, std::max(soon, poll));
    co_return Result<void>();
}

Task<void> MailWorker::deliver(Lane& lane, mail::OutgoingMail mail) {
    auto sending = ports_.transport.send({
        .backend = lane.backend,
        .server = mail.server,
        .message = mail.message,
        .deadline = ports_.clock.steady_now() + limits_.answer_time,
    });
    const mail::SendReport answer = co_await std::move(sending);
    report(lane, answer);
    const UnixMillis now = ports_.clock.now();
    lane.records.push_back(decide(mail, answer.result, now, ports_.random));
}

void MailWorker::report(const Lane& lane, const mail::SendReport& report) {
    results_.at(static_cast<std::size_t>(report.result))->add();
    if (report.result != mail::SendResult::accepted) {
        const std::string_view result = to_string(report.result);
        ports_.log.write(
            LogLevel::warning,
            "a reset mail is not delivered",
            {{"backend", std::string_view(lane.backend.text())},
             {"result", result},
             {"code", std::int64_t{report.code}},
             {"detail", std::string_view(report.detail)}}
        );
    }
}

Task<void> MailWorker::record(Lane& lane) {
    std::vector<mail::MailRecord> batch = std::exchange(lane.records, {});
    const auto entry = ports_.backends.find(lane.backend);
    if (!entry) {
        co_return;  // They went with their backend.
    }
    auto recording = ports_.outbox.record(*entry, batch);
    const auto recorded = co_await std::move(recording);
    const UnixMillis now = ports_.clock.now();
    if (recorded) {
        lane.record_failures = 0;
        lane.record_at = 0;
        lane.due = std::min(lane.due, now + kShortPause.count());
        co_return;
    }
    lane.record_at = after_failures(now, lane.record_failures++);
    lane.records.insert(
        lane.records.begin(),
        std::make_move_iterator(batch.begin()),
        std::make_move_iterator(batch.end())
    );
    ports_.log.write(
        LogLevel::warning,
        "outcomes of mails cannot be stored",
        {{"backend", std::string_view(lane.backend.text())},
         {"detail", std::string_view(recorded.error().detail())}}
    );
}

void MailWorker::log_bug(Lane& lane, const std::exception_ptr& bug) {
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
            "bug in the mail worker",
            {{"backend", std::string_view(lane.backend.text())}, {"detail", what}}
        );
    }
}

}  // namespace hako::jobs
