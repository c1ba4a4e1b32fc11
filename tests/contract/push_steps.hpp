// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/backend_storage.hpp"
#include "tests/contract/steps.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What the tests of devices and pushes do, in words. Each step is one use case and blocks until it
/// is committed.
namespace hako::steps {

/// Of a release build.
devices::Registration ios_device(std::string device_id, std::string token);
devices::Registration android_device(std::string device_id, std::string token);

void put(BackendStorage& data, const devices::Registration& registration, UnixMillis now = kNow);
void forget(BackendStorage& data, const devices::TokenName& token);
bool link(BackendStorage& data, std::string_view device_id, std::optional<UserId> user);

/// Registers ios devices "d0", "d1", … of these many, with tokens "aa0", … in one transaction.
void put_many(BackendStorage& data, int count);

/// A push of a payload of ours, at kNow.
push::NewPush new_push();

/// All ios release devices.
push::Audience everyone();

/// As Push.send stores it: deliveries at once, for all of the audience.
push::PushId send(BackendStorage& data, const push::NewPush& push, const push::Audience& audience);

/// As Push.send stores a large one.
push::PushId
send_large(BackendStorage& data, const push::NewPush& push, const push::Audience& audience);

push::Push find_push(BackendStorage& data, push::PushId id);
std::vector<push::LedgerEntry> ledger(
    BackendStorage& data,
    push::PushId id,
    std::optional<push::DeliveryState> state = std::nullopt
);

/// PushQueue::prepare until there is no more of it.
void prepare_all(BackendStorage& data, UnixMillis now, std::int64_t rows = 100);

/// With a lease of 60 s.
std::vector<push::ClaimedDelivery>
claim(BackendStorage& data, UnixMillis now, std::size_t limit = 100);
void record(BackendStorage& data, std::vector<push::DeliveryRecord> records, UnixMillis now);

/// How a claimed delivery ended.
push::DeliveryRecord
ended(const push::ClaimedDelivery& delivery, push::DeliveryState state, std::string reason = {});

std::optional<UnixMillis> next_due(BackendStorage& data);

}  // namespace hako::steps
