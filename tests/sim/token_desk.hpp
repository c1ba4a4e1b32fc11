// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "delivery/apns/token_cache.hpp"
#include "tests/sim/model_store.hpp"
#include "tests/sim/world.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace hako::sim {

/// What the server's database keeps of provider tokens. It outlives every crash, and is full at
/// times.
class ModelTokens final : public push::ProviderTokens {
public:
    ModelTokens(SimRandom& random, StoreFlaw flaw) : random_(random), flaw_(flaw) {}

    Task<Result<std::optional<push::ProviderToken>>> load(const push::ProviderTokenKey& key
    ) override;
    Task<Result<std::optional<UnixMillis>>> newest_of_team(std::string_view team_id) override;
    Task<Result<void>> keep(const push::ProviderTokenKey& key, const push::ProviderToken& token)
        override;

private:
    struct Kept {
        std::string text;
        UnixMillis issued_at = 0;
    };

    SimRandom& random_;
    StoreFlaw flaw_;
    std::map<push::ProviderTokenKey, Kept> kept_;
};

/// The APNs gateway's provider tokens: the code that makes them, through crashes of the server and
/// what Apple says of them. All backends are of one team, which has two keys.
class TokenDesk {
public:
    /// What a dispatch is signed with, or how long it cannot be.
    struct Signature {
        push::ProviderTokenKey key;
        apns::TokenCache::Token token;
        std::chrono::seconds wait{0};
    };

    TokenDesk(const SimClock& clock, SimRandom& random, StoreFlaw flaw);

    /// For a credential of this version.
    Signature sign(std::int64_t version);

    /// What APNs has against the token, once in a while, and what the gateway makes of that.
    std::optional<push::Outcome> complaint(const Signature& signature);

    /// The server crashed and is there again.
    void restart();

private:
    const SimClock& clock_;
    SimRandom& random_;
    NullLog log_;
    ModelTokens kept_;
    std::optional<apns::TokenCache> cache_;
};

}  // namespace hako::sim
