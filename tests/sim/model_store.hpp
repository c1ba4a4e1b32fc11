// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/push/push_queue.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hako::sim {

/// A device as the backend knows it.
struct StoredDevice {
    push::Platform platform = push::Platform::ios;
    push::ApnsEnvironment environment = push::ApnsEnvironment::production;  ///< of its build type
    std::optional<push::ApnsEnvironment> known_environment;
    std::string token;  ///< empty: none any more
    UnixMillis registered_at = 0;
};

struct StoredPush {
    push::PushState state = push::PushState::wait;
    UnixMillis send_at = 0;
    UnixMillis give_up_at = 0;
    std::vector<std::int64_t> audience;
    std::size_t filled = 0;  ///< how many of the audience have their row
    std::int64_t pushed = 0;
    std::int64_t failed = 0;
};

struct StoredDelivery {
    push::DeliveryState state = push::DeliveryState::waiting;
    int attempts = 0;
    UnixMillis next_attempt_at = 0;
    UnixMillis lease_until = 0;
    std::optional<push::ApnsEnvironment> environment;  ///< the other one, to be tried
    bool tried_other_environment = false;
    int status = 0;
    std::string reason;
    UnixMillis updated_at = 0;
};

/// What a store may get wrong: the simulation must notice.
enum class StoreFlaw : std::uint8_t {
    none,
    knows_no_stale_claims,
    forgets_registrations,
    makes_new_ids,
    loses_leases,
    forgets_provider_tokens,
};

/// What one backend has on disk: the rules of push::PushQueue, each a function that is one
/// transaction.
class ModelStore {
public:
    std::optional<UnixMillis> next_due() const;
    bool prepare(UnixMillis now, std::int64_t rows);
    std::vector<push::ClaimedDelivery> claim(UnixMillis now, UnixMillis lease, std::size_t limit);
    void record(std::span<const push::DeliveryRecord> records, UnixMillis now);
    void cancel(std::int64_t push, UnixMillis now);
    std::int64_t unfinished() const;

    /// Empty when all counters add up.
    std::string check_counters() const;

    /// The same for every attempt of one device of one push.
    static Uuid message_id(const push::DeliveryKey& key);

    StoreFlaw flaw = StoreFlaw::none;
    std::map<std::int64_t, StoredDevice> devices;
    std::map<std::int64_t, StoredPush> pushes;
    std::map<push::DeliveryKey, StoredDelivery> deliveries;
    /// Devices whose token a record took away, and the token, in the order of the commits.
    std::vector<std::pair<std::int64_t, std::string>> cleared;

private:
    void apply(const push::DeliveryRecord& record, UnixMillis now);
    void clear_token(const push::DeliveryRecord& record);
    static void end(StoredPush& push, StoredDelivery& row, push::DeliveryState state);
    bool is_over(std::int64_t id) const;
};

}  // namespace hako::sim
