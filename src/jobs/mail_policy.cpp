// SPDX-License-Identifier: Apache-2.0
#include "jobs/mail_policy.hpp"

#include <algorithm>
#include <chrono>

namespace hako::jobs {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kFirstPause{2'000};
constexpr milliseconds kPauseMax{300'000};
constexpr int kQuadruplingsMax = 4;

/// Not all at the same moment, when a mail server comes back.
UnixMillis spread(milliseconds pause, Random& random) {
    const auto fifth = static_cast<std::uint64_t>(pause.count() / 5);
    const auto shift = static_cast<UnixMillis>(random.next_u64() % (2 * fifth + 1));
    return pause.count() - static_cast<UnixMillis>(fifth) + shift;
}

}  // namespace

mail::MailRecord
decide(const mail::OutgoingMail& mail, mail::SendResult result, UnixMillis now, Random& random) {
    mail::MailRecord record{.number = mail.number, .attempt = mail.attempt, .next_attempt_at = {}};
    if (result == mail::SendResult::not_sent || result == mail::SendResult::no_answer) {
        const int steps = std::clamp(mail.attempt - 1, 0, kQuadruplingsMax);
        const milliseconds pause(kFirstPause.count() << (2 * steps));
        record.next_attempt_at = now + spread(std::min(pause, kPauseMax), random);
    }
    return record;
}

}  // namespace hako::jobs
