// SPDX-License-Identifier: Apache-2.0
#include "domain/sessions/attempt_limiter.hpp"

#include <algorithm>

namespace hako::sessions {
namespace {

constexpr std::chrono::milliseconds kFirstWait{1'000};

/// What a try has to wait that came while another one, of which it is not known yet how it ends,
/// is under way.
constexpr std::chrono::milliseconds kUnderWayWait{1'000};

/// Beyond this many doublings every bound is reached.
constexpr std::uint32_t kDoublingsMax = 20;

std::string address_key(const std::optional<IpAddress>& client) {
    return "address " + (client ? client->limit_group().text() : std::string("unknown"));
}

}  // namespace

AttemptLimiter::Attempt::Attempt(Attempt&& other) noexcept
    : limiter_(std::exchange(other.limiter_, nullptr)),
      account_(std::move(other.account_)),
      address_(std::move(other.address_)),
      outcome_(other.outcome_) {}

AttemptLimiter::Attempt::~Attempt() {
    if (limiter_ != nullptr) {
        limiter_->end(*this);
    }
}

void AttemptLimiter::Attempt::failed() {
    outcome_ = Outcome::failed;
}

void AttemptLimiter::Attempt::succeeded() {
    outcome_ = Outcome::succeeded;
}

std::optional<AttemptLimiter::Attempt> AttemptLimiter::begin(
    std::string account,
    const std::optional<IpAddress>& client,
    std::chrono::milliseconds& wait
) {
    account = "account " + account;
    std::string address = address_key(client);
    const Moment now = clock_.steady_now();
    const Bound account_bound{
        options_.account_failures_free,
        limits::kAccountAttemptsUnderWayMax,
        options_.account_wait_max
    };
    const Bound address_bound{
        options_.address_failures_free,
        limits::kAddressAttemptsUnderWayMax,
        options_.address_wait_max
    };
    const std::scoped_lock lock(mutex_);
    wait = std::max(wait_of(account, account_bound, now), wait_of(address, address_bound, now));
    if (wait.count() > 0) {
        return std::nullopt;
    }
    track_of(account).under_way += 1;
    track_of(address).under_way += 1;
    return Attempt(*this, std::move(account), std::move(address));
}

std::chrono::milliseconds
AttemptLimiter::wait_of(std::string_view key, const Bound& bound, Moment now) const {
    const auto found = by_key_.find(key);
    if (found == by_key_.end()) {
        return {};
    }
    const Track& track = *found->second;
    const auto since = now - track.last_failure;
    const bool forgotten = since >= limits::kFailuresForgottenHours;
    if (track.failures < bound.failures_free || forgotten) {
        return track.under_way < bound.under_way_max ? std::chrono::milliseconds(0) : kUnderWayWait;
    }
    const std::uint32_t doublings = std::min(track.failures - bound.failures_free, kDoublingsMax);
    const auto whole = std::min<std::chrono::milliseconds>(
        kFirstWait * (std::int64_t{1} << doublings), bound.wait_max
    );
    if (since < whole) {
        return std::chrono::ceil<std::chrono::milliseconds>(whole - since);
    }
    return track.under_way == 0 ? std::chrono::milliseconds(0) : kUnderWayWait;
}

AttemptLimiter::Track& AttemptLimiter::track_of(const std::string& key) {
    const auto found = by_key_.find(key);
    if (found != by_key_.end()) {
        return *found->second;
    }
    if (tracks_.size() >= options_.tracked_max) {
        forget_idle();
    }
    // Who has not failed yet is the first to be forgotten.
    tracks_.push_front({.key = key});
    by_key_.emplace(tracks_.front().key, tracks_.begin());
    return tracks_.front();
}

void AttemptLimiter::forget_idle() {
    const auto idle = std::find_if(tracks_.begin(), tracks_.end(), [](const Track& track) {
        return track.under_way == 0;
    });
    if (idle != tracks_.end()) {
        by_key_.erase(idle->key);
        tracks_.erase(idle);
    }
}

void AttemptLimiter::end(const Attempt& attempt) {
    const Moment now = clock_.steady_now();
    const std::scoped_lock lock(mutex_);
    end_one(attempt.account_, attempt.outcome_, true, now);
    end_one(attempt.address_, attempt.outcome_, false, now);
}

void AttemptLimiter::end_one(
    const std::string& key,
    Attempt::Outcome outcome,
    bool is_account,
    Moment now
) {
    const auto found = by_key_.find(key);
    if (found == by_key_.end()) {
        return;
    }
    const auto track = found->second;
    track->under_way -= 1;
    if (outcome == Attempt::Outcome::failed) {
        const bool forgotten = now - track->last_failure >= limits::kFailuresForgottenHours;
        track->failures = forgotten ? 1 : track->failures + 1;
        track->last_failure = now;
        tracks_.splice(tracks_.end(), tracks_, track);
    } else if (outcome == Attempt::Outcome::succeeded && is_account) {
        // A right password proves the account's owner; of an address it proves one of its many.
        track->failures = 0;
    }
    if (track->failures == 0 && track->under_way == 0) {
        by_key_.erase(found);
        tracks_.erase(track);
    }
}

}  // namespace hako::sessions
