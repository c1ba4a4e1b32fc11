// SPDX-License-Identifier: Apache-2.0
#include "jobs/push_policy.hpp"

#include "base/check.hpp"

#include <algorithm>

namespace hako::jobs {
namespace {

using namespace std::chrono_literals;  // NOLINT(google-build-using-namespace): units only

using push::ApnsEnvironment;
using push::DeliveryRecord;
using push::DeliveryState;
using push::Verdict;

using Then = Rule::Then;
using Holds = Rule::Holds;

constexpr Policy kStandard{{
    {"accepted", Then::accept, 0ms, 0ms, Holds::nobody, Holds::nobody},
    {"token_dead", Then::drop_token, 0ms, 0ms, Holds::nobody, Holds::nobody},
    {"wrong_environment", Then::other_environment, 0ms, 0ms, Holds::nobody, Holds::nobody},
    {"refused", Then::fail, 0ms, 0ms, Holds::nobody, Holds::nobody},
    {"retry_later", Then::again, 10s, 15min, Holds::credential, Holds::nobody},
    {"retry_device_later", Then::again, 2min, 1h, Holds::delivery, Holds::nobody},
    {"retry_now", Then::again, 0ms, 1min, Holds::credential, Holds::nobody},
    {"unknown", Then::again, 10s, 15min, Holds::credential, Holds::nobody},
    {"credential_paused", Then::again, 1min, 30min, Holds::credential, Holds::credential},
    {"no_credential", Then::fail, 0ms, 0ms, Holds::nobody, Holds::nobody},
}};

/// What comes after the first attempt when `first_pause` is none: an answer that asks to come again
/// at once, again and again, must not become a loop.
constexpr std::chrono::milliseconds kSecondPause = 1s;

std::chrono::milliseconds pause_after(const Rule& rule, int attempt) {
    std::chrono::milliseconds pause = rule.first_pause;
    for (int i = 1; i < attempt && pause < rule.pause_max; ++i) {
        pause = pause == 0ms ? kSecondPause : pause * 2;
    }
    return std::min(pause, rule.pause_max);
}

DeliveryRecord record_of(const Claim& claim, const push::Outcome& outcome) {
    DeliveryRecord record;
    record.key = claim.key;
    record.attempt = claim.attempt;
    record.state = DeliveryState::failed;
    record.status = outcome.status;
    record.reason = outcome.reason;
    record.token = claim.token;
    record.tried_other_environment = claim.tried_other_environment;
    return record;
}

/// Has the record wait, in the environment that is being tried.
void wait_until(DeliveryRecord& record, const Claim& claim, UnixMillis when) {
    if (when >= claim.give_up_at) {
        return;
    }
    record.state = DeliveryState::waiting;
    record.next_attempt_at = when;
    if (claim.tried_other_environment) {
        record.environment = claim.environment;
    }
}

ApnsEnvironment other(ApnsEnvironment environment) {
    return environment == ApnsEnvironment::development ? ApnsEnvironment::production
                                                       : ApnsEnvironment::development;
}

void try_other_environment(DeliveryRecord& record, const Claim& claim, UnixMillis now) {
    const bool is_refused_everywhere = claim.platform != push::Platform::ios ||
                                       claim.environment_is_known || claim.tried_other_environment;
    if (is_refused_everywhere) {
        record.token_dead_since = claim.claimed_at;
        return;
    }
    if (now >= claim.give_up_at) {
        return;  // Whether the token is good in the other environment is not known.
    }
    record.state = DeliveryState::waiting;
    record.next_attempt_at = now;
    record.environment = other(claim.environment);
    record.tried_other_environment = true;
}

}  // namespace

const Policy& standard_policy() {
    return kStandard;
}

const Rule& rule_of(const Policy& policy, Verdict verdict) {
    const auto index = static_cast<std::size_t>(verdict);
    check(index < policy.size(), "a verdict outside of its enumeration");
    return policy[index];
}

Claim claim_of(const push::ClaimedDelivery& delivery) {
    return {
        .key = delivery.key,
        .platform = delivery.platform,
        .environment = delivery.environment,
        .environment_is_known = delivery.environment_is_known,
        .tried_other_environment = delivery.tried_other_environment,
        .token = delivery.token,
        .attempt = delivery.attempts,
        .claimed_at = delivery.claimed_at,
        .give_up_at = delivery.give_up_at,
    };
}

std::chrono::milliseconds with_jitter(std::chrono::milliseconds pause, Random& random) {
    const auto half = static_cast<std::uint64_t>(pause.count() / 2);
    return pause + std::chrono::milliseconds(half == 0 ? 0 : random.next_u64() % half);
}

DeliveryRecord decide(
    const Policy& policy,
    const Claim& claim,
    const push::Outcome& outcome,
    UnixMillis now,
    Random& random
) {
    const Rule& rule = rule_of(policy, outcome.verdict);
    DeliveryRecord record = record_of(claim, outcome);
    switch (rule.then) {
        case Then::accept:
            record.state = DeliveryState::accepted;
            if (claim.platform == push::Platform::ios) {
                record.environment = claim.environment;
            }
            break;
        case Then::fail:
            break;
        case Then::drop_token:
            record.token_dead_since = outcome.dead_since.value_or(claim.claimed_at);
            break;
        case Then::other_environment:
            try_other_environment(record, claim, now);
            break;
        case Then::again: {
            auto pause = with_jitter(pause_after(rule, claim.attempt), random);
            if (outcome.retry_after && rule.retry_after != Holds::nobody) {
                pause = std::max<std::chrono::milliseconds>(pause, *outcome.retry_after);
            }
            wait_until(record, claim, now + pause.count());
            break;
        }
    }
    return record;
}

DeliveryRecord expired(const Claim& claim) {
    DeliveryRecord record = record_of(claim, {});
    record.reason = kReasonExpired;
    return record;
}

DeliveryRecord give_back(const Claim& claim, UnixMillis pauses_until, Random& random) {
    constexpr auto kSpread = 5s;
    DeliveryRecord record = record_of(claim, {});
    wait_until(record, claim, pauses_until + (with_jitter(kSpread, random) - kSpread).count());
    if (record.state == DeliveryState::waiting) {
        record.given_back = true;
    } else {
        record.reason = kReasonCredentialPaused;
    }
    return record;
}

}  // namespace hako::jobs
