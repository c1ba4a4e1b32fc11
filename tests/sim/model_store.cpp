// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/model_store.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace hako::sim {

using push::DeliveryState;
using push::PushState;

namespace {

bool is_final(DeliveryState state) {
    return state != DeliveryState::waiting && state != DeliveryState::sending;
}

/// When a row can be claimed; empty: never more.
std::optional<UnixMillis> claimable_at(const StoredDelivery& row) {
    switch (row.state) {
        case DeliveryState::waiting:
            return row.next_attempt_at;
        case DeliveryState::sending:
            return row.lease_until;
        case DeliveryState::accepted:
        case DeliveryState::failed:
        case DeliveryState::cancelled:
            break;
    }
    return std::nullopt;
}

}  // namespace

Uuid ModelStore::message_id(const push::DeliveryKey& key) {
    return {static_cast<std::uint64_t>(key.push), static_cast<std::uint64_t>(key.device)};
}

std::optional<UnixMillis> ModelStore::next_due() const {
    std::optional<UnixMillis> due;
    const auto consider = [&](UnixMillis at) { due = due ? std::min(*due, at) : at; };
    for (const auto& [id, push] : pushes) {
        if (push.state == PushState::wait) {
            consider(push.filled < push.audience.size() ? 0 : push.send_at);
        }
    }
    for (const auto& [key, row] : deliveries) {
        const auto at = claimable_at(row);
        if (at && pushes.at(key.push).state != PushState::wait) {
            consider(*at);
        }
    }
    return due;
}

bool ModelStore::prepare(UnixMillis now, std::int64_t rows) {
    for (auto& [id, push] : pushes) {
        if (push.state != PushState::wait) {
            continue;
        }
        if (push.filled < push.audience.size()) {
            for (; rows > 0 && push.filled < push.audience.size(); --rows) {
                deliveries[{id, push.audience[push.filled++]}].next_attempt_at = push.send_at;
            }
            return true;
        }
        if (push.send_at <= now) {
            push.state = PushState::push;
            if (is_over(id)) {
                push.state = PushState::finish;
            }
            return true;
        }
    }
    return false;
}

std::vector<push::ClaimedDelivery>
ModelStore::claim(UnixMillis now, UnixMillis lease, std::size_t limit) {
    std::vector<push::ClaimedDelivery> claimed;
    for (auto& [key, row] : deliveries) {
        StoredPush& push = pushes.at(key.push);
        const auto at = claimable_at(row);
        if (claimed.size() == limit) {
            break;
        }
        const bool is_lost = flaw == StoreFlaw::loses_leases && row.state == DeliveryState::sending;
        if (!at || *at > now || is_lost || push.state == PushState::wait) {
            continue;
        }
        const StoredDevice& device = devices.at(key.device);
        if (device.token.empty() || push.state == PushState::cancel) {
            row.reason = device.token.empty() ? "NoToken" : "Cancelled";
            row.updated_at = now;
            end(push, row, DeliveryState::failed);
            continue;
        }
        // What was tried was another token.
        if (device.registered_at > row.updated_at) {
            row.environment.reset();
            row.tried_other_environment = false;
        }
        row.state = DeliveryState::sending;
        row.lease_until = now + lease;
        ++row.attempts;
        claimed.push_back({
            .key = key,
            .platform = device.platform,
            .environment =
                row.environment.value_or(device.known_environment.value_or(device.environment)),
            .environment_is_known = device.known_environment.has_value(),
            .tried_other_environment = row.tried_other_environment,
            .token = device.token,
            .message_id =
                flaw == StoreFlaw::makes_new_ids
                    ? Uuid{message_id(key).high, message_id(key).low + (1ULL << 40U) * static_cast<unsigned>(row.attempts)}
                    : message_id(key),
            .attempts = row.attempts,
            .claimed_at = now,
            .give_up_at = push.give_up_at,
            .payload = nullptr,
        });
    }
    for (auto& [id, push] : pushes) {
        if (push.state == PushState::push && is_over(id)) {
            push.state = PushState::finish;
        }
    }
    return claimed;
}

void ModelStore::record(std::span<const push::DeliveryRecord> records, UnixMillis now) {
    for (const auto& record : records) {
        apply(record, now);
        StoredPush& push = pushes.at(record.key.push);
        if (push.state == PushState::push && is_over(record.key.push)) {
            push.state = PushState::finish;
        }
    }
}

void ModelStore::apply(const push::DeliveryRecord& record, UnixMillis now) {
    StoredDelivery& row = deliveries.at(record.key);
    StoredPush& push = pushes.at(record.key.push);
    const bool is_ours = (row.state == DeliveryState::sending && row.attempts == record.attempt) ||
                         flaw == StoreFlaw::knows_no_stale_claims;
    if (is_final(row.state) || (!is_ours && record.state != DeliveryState::accepted)) {
        return;
    }
    row.updated_at = now;
    if (record.given_back) {
        --row.attempts;
    } else {
        row.status = record.status;
        row.reason = record.reason;
    }
    if (record.token_dead_since) {
        clear_token(record);
    }
    StoredDevice& device = devices.at(record.key.device);
    if (record.state == DeliveryState::waiting) {
        row.state = DeliveryState::waiting;
        row.next_attempt_at = record.next_attempt_at;
        // What was tried holds for the token that was tried.
        const bool has_same_token = device.token == record.token;
        row.environment = has_same_token ? record.environment : std::nullopt;
        row.tried_other_environment = has_same_token && record.tried_other_environment;
        if (push.state == PushState::cancel) {
            row.reason = "Cancelled";
            end(push, row, DeliveryState::cancelled);
        }
        return;
    }
    if (record.environment && record.state == DeliveryState::accepted &&
        device.token == record.token) {
        device.known_environment = record.environment;
    }
    end(push, row, record.state);
}

void ModelStore::clear_token(const push::DeliveryRecord& record) {
    StoredDevice& device = devices.at(record.key.device);
    const bool registered_again =
        device.registered_at > *record.token_dead_since && flaw != StoreFlaw::forgets_registrations;
    if (device.token == record.token && !registered_again) {
        cleared.emplace_back(record.key.device, device.token);
        device.token.clear();
    }
}

void ModelStore::cancel(std::int64_t push_id, UnixMillis now) {
    StoredPush& push = pushes.at(push_id);
    if (push.state == PushState::finish || push.filled < push.audience.size()) {
        return;
    }
    push.state = PushState::cancel;
    for (auto& [key, row] : deliveries) {
        if (key.push == push_id && row.state == DeliveryState::waiting) {
            row.reason = "Cancelled";
            row.updated_at = now;
            end(push, row, DeliveryState::cancelled);
        }
    }
}

void ModelStore::end(StoredPush& push, StoredDelivery& row, DeliveryState state) {
    row.state = state;
    ++(state == DeliveryState::accepted ? push.pushed : push.failed);
}

bool ModelStore::is_over(std::int64_t id) const {
    const StoredPush& push = pushes.at(id);
    return push.filled == push.audience.size() &&
           push.pushed + push.failed == static_cast<std::int64_t>(push.audience.size());
}

std::int64_t ModelStore::unfinished() const {
    return std::count_if(deliveries.begin(), deliveries.end(), [](const auto& entry) {
        return !is_final(entry.second.state);
    });
}

std::string ModelStore::check_counters() const {
    for (const auto& [id, push] : pushes) {
        std::int64_t accepted = 0;
        std::int64_t failed = 0;
        for (const auto& [key, row] : deliveries) {
            if (key.push == id && is_final(row.state)) {
                ++(row.state == DeliveryState::accepted ? accepted : failed);
            }
        }
        if (accepted != push.pushed || failed != push.failed) {
            return fmt::format("counters of push {} do not add up", id);
        }
        if (push.state == PushState::finish && !is_over(id)) {
            return fmt::format("push {} finished early", id);
        }
    }
    return {};
}

}  // namespace hako::sim
