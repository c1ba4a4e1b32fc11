// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/push/provider_tokens.hpp"
#include "tests/sim/process.hpp"
#include "tests/sim/providers.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>

namespace hako::sim {

/// A dispatch as it went out.
struct Departure {
    std::uint64_t process = 0;
    const ModelStore* store = nullptr;
    push::DeliveryKey key;
    push::Dispatch dispatch;
    UnixMillis claimed_at = 0;
    UnixMillis lease_until = 0;
    std::int64_t credential_version = -1;
};

/// Sees everything that goes in and out of the workers, and says which promise was broken.
class Watch {
public:
    Watch(const Providers& providers, const SimClock& clock)
        : providers_(providers), clock_(clock) {}

    void sent(const Departure& departure);
    /// A dispatch is about to go to APNs with this token.
    void signed_with(const push::ProviderToken& token);
    void answered(const Departure& departure, const push::Outcome& outcome);
    void recorded(
        std::uint64_t process,
        const ModelStore& store,
        std::span<const push::DeliveryRecord> records
    );
    void registered(const std::string& token);
    void cancelled(const ModelStore& store, std::int64_t push);
    void crashed(std::uint64_t process);
    void ended(const ModelStore& store);

    /// The first promise that was broken; empty when none was.
    [[nodiscard]] const std::string& breach() const {
        return breach_;
    }

    void fail(const std::string& what, const push::DeliveryKey& key);

private:
    /// Something a worker knows, and whether it is on disk: until then it is lost with its process,
    /// or with the lease.
    struct Knowledge {
        std::uint64_t process = 0;
        UnixMillis lease_until = 0;
        std::optional<UnixMillis> stored_at;
        UnixMillis until = 0;  ///< of a Retry-After
    };

    struct History {
        std::optional<Uuid> message_id;
        std::optional<Knowledge> accepted;
        std::optional<Knowledge> held;
        int wrong_environments = 0;
        std::string wrong_token;
    };

    [[nodiscard]] bool
    was_known(const std::optional<Knowledge>& knowledge, const Departure& departure) const;

    const Providers& providers_;
    const SimClock& clock_;
    std::map<std::pair<const ModelStore*, push::DeliveryKey>, History> histories_;
    /// Until when a process may not use a credential: backend, platform, environment, version.
    std::map<
        std::tuple<std::uint64_t, std::string, push::Platform, push::ApnsEnvironment, std::int64_t>,
        UnixMillis>
        holds_;
    std::map<std::string, UnixMillis>
        dead_;  ///< tokens the provider ended, and when that was stored
    std::map<std::string, UnixMillis> said_dead_;   ///< not stored yet
    std::map<std::string, UnixMillis> registered_;  ///< tokens that came back, and when
    std::map<std::pair<const ModelStore*, std::int64_t>, UnixMillis> cancelled_;
    std::map<const ModelStore*, std::size_t> cleared_seen_;
    /// The provider tokens that APNs has seen, and when the newest of them was made.
    std::set<std::string> provider_tokens_;
    UnixMillis provider_token_made_ = 0;
    std::string breach_;
};

}  // namespace hako::sim
