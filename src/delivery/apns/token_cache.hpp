// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/task.hpp"
#include "crypto/signing_key.hpp"
#include "domain/push/provider_tokens.hpp"

#include <chrono>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace hako::apns {

/// A token is made anew at this age: Apple takes none that is older than an hour.
inline constexpr std::chrono::minutes kTokenRefreshAge{50};
inline constexpr std::chrono::minutes kTokenAgeMax{60};
/// Apple's limit: one new token of a team in so long, whichever of its keys signed it.
inline constexpr std::chrono::minutes kTokenBudget{20};

/// A key and what tokens of it are made with.
struct TokenSigner {
    push::ProviderTokenKey key;
    std::shared_ptr<const crypto::SigningKey> signing_key;  ///< ES256
};

/// The provider tokens in use: made once every 50 minutes, kept across restarts, the same for all
/// backends with the same key, and never more of one team than Apple allows. Lives on one thread.
class TokenCache {
public:
    using Token = std::shared_ptr<const push::ProviderToken>;

    /// A token, or how long none may be made.
    struct Given {
        Token token;
        std::chrono::seconds wait{0};
    };

    /// All outlive it.
    TokenCache(push::ProviderTokens& store, const Clock& clock, Log& log);
    TokenCache(const TokenCache&) = delete;
    TokenCache& operator=(const TokenCache&) = delete;
    ~TokenCache() = default;

    /// The key's token if it is at hand and not yet to be made anew; else null: ask().
    [[nodiscard]] Token current(const push::ProviderTokenKey& key) const;

    /// Gets a token out of the store or makes one, one at a time for each team. `done` is called
    /// once on this thread, perhaps before ask() returns.
    void ask(TokenSigner signer, std::function<void(Given)> done);

    /// Apple called this token expired: it is not given again. Another that is at hand stays.
    void expired(const push::ProviderTokenKey& key, const Token& token);

    /// How long none may be made for the team; 0: it may be made now.
    [[nodiscard]] std::chrono::seconds wait(std::string_view team_id) const;

    /// Apple says that too many were made: none for the next 20 minutes.
    void stop_minting(const std::string& team_id);

private:
    struct Request {
        TokenSigner signer;
        std::function<void(Given)> done;
    };

    struct Team {
        std::deque<Request> requests;
        /// When the next token may be made; empty: the store was not asked yet.
        std::optional<std::chrono::steady_clock::time_point> not_before;
        bool is_busy = false;
    };

    struct Entry {
        Token token;
        bool is_expired = false;
        bool is_loaded = false;
    };

    Task<void> serve(Team& team);
    Task<Given> obtain(Team& team, const TokenSigner& signer);
    Task<Result<void>> load(Team& team, const push::ProviderTokenKey& key);
    Task<Result<void>> mint(Team& team, const TokenSigner& signer);
    [[nodiscard]] bool is_younger(const Entry& entry, std::chrono::minutes age) const;
    Given failed(const Error& error);

    push::ProviderTokens& store_;
    const Clock& clock_;
    Log& log_;
    std::map<std::string, Team, std::less<>> teams_;
    std::map<push::ProviderTokenKey, Entry> entries_;
};

}  // namespace hako::apns
