// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/watch.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hako::sim {

using push::DeliveryState;
using push::Verdict;

namespace {

constexpr UnixMillis kMinute = 60'000;

/// How long before a push's end its last attempt may be given up: the longest pause and its jitter.
constexpr UnixMillis kGiveUpEarlyMax = 95 * kMinute;

/// Apple's rules for a team's provider tokens: one in so long, and none older than so much.
constexpr UnixMillis kProviderTokenPause = 20 * kMinute;
constexpr UnixMillis kProviderTokenAgeMax = 60 * kMinute;

bool is_reason_to_fail(const std::string& reason) {
    static const std::set<std::string> kFinal{
        "Unregistered",
        "BadDeviceToken",
        "PayloadTooLarge",
        "NoCredential",
        "NoToken",
        "Cancelled",
    };
    return kFinal.contains(reason);
}

}  // namespace

void Watch::fail(const std::string& what, const push::DeliveryKey& key) {
    if (breach_.empty()) {
        breach_ =
            fmt::format("{} (push {}, device {}, at {})", what, key.push, key.device, clock_.now());
    }
}

bool Watch::was_known(const std::optional<Knowledge>& knowledge, const Departure& departure) const {
    // What was claimed before it was stored cannot know.
    return knowledge && (knowledge->stored_at ? departure.claimed_at > *knowledge->stored_at
                                              : clock_.now() < knowledge->lease_until);
}

void Watch::sent(const Departure& departure) {
    const UnixMillis now = clock_.now();
    const push::Dispatch& dispatch = departure.dispatch;
    History& history = histories_[{departure.store, departure.key}];
    if (history.message_id && *history.message_id != dispatch.message_id) {
        fail("another message id than before", departure.key);
    }
    history.message_id = dispatch.message_id;
    if (was_known(history.accepted, departure)) {
        fail("an accepted one is sent again", departure.key);
    }
    if (was_known(history.held, departure) && now < history.held->until) {
        fail("sent before the device's Retry-After", departure.key);
    }
    const auto held = holds_.find(
        {departure.process,
         dispatch.backend.text(),
         dispatch.platform,
         dispatch.environment,
         departure.credential_version}
    );
    if (held != holds_.end() && now < held->second) {
        fail("sent before the credential's pause is over", departure.key);
    }
    const auto dead = dead_.find(dispatch.token);
    if (dead != dead_.end() && departure.claimed_at > dead->second) {
        fail("a dead token is used again", departure.key);
    }
    const auto cancelled = cancelled_.find({departure.store, departure.key.push});
    if (cancelled != cancelled_.end() && departure.claimed_at > cancelled->second) {
        fail("a cancelled push is sent", departure.key);
    }
    if (now >= departure.store->pushes.at(departure.key.push).give_up_at) {
        fail("sent after its end", departure.key);
    }
    if (now < departure.store->pushes.at(departure.key.push).send_at) {
        fail("sent before its time", departure.key);
    }
}

void Watch::signed_with(const push::ProviderToken& token) {
    if (clock_.now() - token.issued_at > kProviderTokenAgeMax) {
        fail("a provider token is too old", {});
    }
    if (!provider_tokens_.insert(std::string(token.text.reveal())).second) {
        return;
    }
    // The first one is made at the start of the world's time or later: never soon after 0.
    if (token.issued_at - provider_token_made_ < kProviderTokenPause) {
        fail("a provider token soon after the last one", {});
    }
    provider_token_made_ = token.issued_at;
}

void Watch::answered(const Departure& departure, const push::Outcome& outcome) {
    const UnixMillis now = clock_.now();
    if (now >= departure.lease_until) {
        return;  // Nobody waits for it any more.
    }
    History& history = histories_[{departure.store, departure.key}];
    const Knowledge known{departure.process, departure.lease_until, {}, 0};
    if (outcome.verdict == Verdict::accepted) {
        history.accepted = known;
    }
    const auto registered = registered_.find(departure.dispatch.token);
    const bool is_later = registered != registered_.end() &&
                          registered->second > outcome.dead_since.value_or(departure.claimed_at);
    if (outcome.verdict == Verdict::token_dead && !is_later) {
        said_dead_[departure.dispatch.token] = now;
    }
    if (outcome.verdict == Verdict::wrong_environment) {
        if (history.wrong_token != departure.dispatch.token) {
            history.wrong_environments = 0;
        }
        history.wrong_token = departure.dispatch.token;
    }
    const UnixMillis retry_after =
        outcome.retry_after ? std::chrono::milliseconds(*outcome.retry_after).count() : 0;
    if (history.held && !history.held->stored_at &&
        history.held->lease_until != departure.lease_until) {
        history.held.reset();  // What an earlier claim knew went with its lease.
    }
    if (retry_after > 0) {
        history.held = known;
        history.held->until = now + retry_after;
    }
    UnixMillis pause = outcome.verdict == Verdict::retry_device_later ? 0 : retry_after;
    if (outcome.verdict == Verdict::credential_paused && !outcome.retry_after) {
        pause = kMinute;
    }
    if (pause > 0) {
        const push::Dispatch& dispatch = departure.dispatch;
        UnixMillis& until = holds_[{
            departure.process,
            dispatch.backend.text(),
            dispatch.platform,
            dispatch.environment,
            departure.credential_version
        }];
        until = std::max(until, now + pause);
    }
}

void Watch::recorded(
    std::uint64_t process,
    const ModelStore& store,
    std::span<const push::DeliveryRecord> records
) {
    for (const auto& record : records) {
        History& history = histories_[{&store, record.key}];
        const auto stored = [&](std::optional<Knowledge>& knowledge) {
            if (knowledge && knowledge->process == process && !knowledge->stored_at) {
                knowledge->stored_at = clock_.now();
            }
        };
        const StoredDelivery& row = store.deliveries.at(record.key);
        const bool was_taken = row.updated_at == clock_.now() && row.attempts == record.attempt;
        if (record.state == DeliveryState::accepted) {
            stored(history.accepted);
        } else if (!record.given_back && was_taken) {
            // What comes after the lease's end, when another claim holds the delivery, is not kept.
            stored(history.held);
        }
        const auto said = said_dead_.find(record.token);
        if (record.reason == "Unregistered" && was_taken && said != said_dead_.end()) {
            dead_[record.token] = clock_.now();
            said_dead_.erase(said);
        }
        if (record.reason == "BadDeviceToken" && record.token == history.wrong_token &&
            ++history.wrong_environments > 4) {
            fail("the environments are tried over and over", record.key);
        }
    }
    // A token that works must not be taken away.
    std::size_t& seen = cleared_seen_[&store];
    for (; seen < store.cleared.size(); ++seen) {
        const auto& [device, token] = store.cleared[seen];
        if (providers_.tokens.at(token).is_alive) {
            fail("a token that works was taken away", {0, device});
        }
    }
    if (const std::string wrong = store.check_counters(); !wrong.empty()) {
        fail(wrong, {});
    }
}

void Watch::registered(const std::string& token) {
    dead_.erase(token);
    said_dead_.erase(token);
    registered_[token] = clock_.now();
}

void Watch::cancelled(const ModelStore& store, std::int64_t push) {
    cancelled_[{&store, push}] = clock_.now();
}

void Watch::crashed(std::uint64_t process) {
    for (auto& [key, history] : histories_) {
        for (auto* knowledge : {&history.accepted, &history.held}) {
            if (*knowledge && (*knowledge)->process == process && !(*knowledge)->stored_at) {
                knowledge->reset();
            }
        }
    }
}

void Watch::ended(const ModelStore& store) {
    for (const auto& [id, push] : store.pushes) {
        for (const std::int64_t device : push.audience) {
            const auto found = store.deliveries.find({id, device});
            const bool is_open = found == store.deliveries.end() ||
                                 found->second.state == DeliveryState::waiting ||
                                 found->second.state == DeliveryState::sending;
            if (is_open) {
                fail("a device is forgotten", {id, device});
                continue;
            }
            const StoredDelivery& row = found->second;
            if (row.state == DeliveryState::failed && !is_reason_to_fail(row.reason) &&
                row.updated_at < push.give_up_at - kGiveUpEarlyMax) {
                fail("given up early: " + row.reason, {id, device});
            }
        }
    }
    if (const std::string wrong = store.check_counters(); !wrong.empty()) {
        fail(wrong, {});
    }
}

}  // namespace hako::sim
