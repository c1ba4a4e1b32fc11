// SPDX-License-Identifier: Apache-2.0
#include "delivery/apns/token_cache.hpp"

#include "json/write.hpp"

#include <algorithm>
#include <exception>
#include <utility>

namespace hako::apns {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

// When the database cannot keep a token it is tried again after this.
constexpr seconds kStoreRetry{5};

UnixMillis millis(milliseconds duration) {
    return duration.count();
}

// Apple takes iat in seconds; what is kept is what was said.
push::ProviderToken make_token(const TokenSigner& signer, UnixMillis now) {
    const UnixMillis iat = now / 1000;
    std::string header;
    json::Writer(header)
        .begin_object()
        .name("alg")
        .string("ES256")
        .name("kid")
        .string(signer.key.key_id)
        .end_object();
    std::string claims;
    json::Writer(claims)
        .begin_object()
        .name("iss")
        .string(signer.key.team_id)
        .name("iat")
        .integer(iat)
        .end_object();
    return {crypto::make_jwt(header, claims, *signer.signing_key), iat * 1000};
}

}  // namespace

TokenCache::TokenCache(push::ProviderTokens& store, const Clock& clock, Log& log)
    : store_(store), clock_(clock), log_(log) {}

bool TokenCache::is_younger(const Entry& entry, minutes age) const {
    return entry.token && !entry.is_expired && clock_.now() - entry.token->issued_at < millis(age);
}

TokenCache::Token TokenCache::current(const push::ProviderTokenKey& key) const {
    const auto found = entries_.find(key);
    return found != entries_.end() && is_younger(found->second, kTokenRefreshAge)
               ? found->second.token
               : nullptr;
}

void TokenCache::ask(TokenSigner signer, std::function<void(Given)> done) {
    Team& team = teams_[signer.key.team_id];
    team.requests.push_back({std::move(signer), std::move(done)});
    if (team.is_busy) {
        return;
    }
    team.is_busy = true;
    start(serve(team), [this, &team](const std::exception_ptr& bug) {
        team.is_busy = false;
        if (bug) {
            log_.write(LogLevel::error, "bug while making a provider token", {});
        }
    });
}

Task<void> TokenCache::serve(Team& team) {
    while (!team.requests.empty()) {
        const Request request = std::move(team.requests.front());
        team.requests.pop_front();
        request.done(co_await obtain(team, request.signer));
    }
}

Task<TokenCache::Given> TokenCache::obtain(Team& team, const TokenSigner& signer) {
    const auto loaded = co_await load(team, signer.key);
    if (!loaded) {
        co_return failed(loaded.error());
    }
    Entry& entry = entries_[signer.key];
    if (is_younger(entry, kTokenRefreshAge)) {
        co_return Given{.token = entry.token, .wait = {}};
    }
    const seconds pause = wait(signer.key.team_id);
    if (pause == seconds(0)) {
        const auto minted = co_await mint(team, signer);
        if (!minted) {
            co_return failed(minted.error());
        }
        co_return Given{.token = entry.token, .wait = {}};
    }
    // Old, but another key of the team was served just now: it is good for some minutes yet.
    if (is_younger(entry, kTokenAgeMax)) {
        co_return Given{.token = entry.token, .wait = {}};
    }
    co_return Given{.token = nullptr, .wait = pause};
}

Task<Result<void>> TokenCache::load(Team& team, const push::ProviderTokenKey& key) {
    if (!team.not_before) {
        HAKO_CO_TRY_ASSIGN(const auto newest, co_await store_.newest_of_team(key.team_id));
        // One from the future was made before the clock was set back.
        const UnixMillis now = clock_.now();
        const milliseconds age(
            newest ? std::max(now - *newest, UnixMillis{0}) : millis(kTokenBudget)
        );
        team.not_before = clock_.steady_now() + (kTokenBudget - age);
    }
    Entry& entry = entries_[key];
    if (!entry.is_loaded) {
        HAKO_CO_TRY_ASSIGN(auto token, co_await store_.load(key));
        entry.is_loaded = true;
        if (token && token->issued_at <= clock_.now()) {
            entry.token = std::make_shared<const push::ProviderToken>(std::move(*token));
        }
    }
    co_return Result<void>();
}

Task<Result<void>> TokenCache::mint(Team& team, const TokenSigner& signer) {
    const UnixMillis now = clock_.now();
    auto token = std::make_shared<const push::ProviderToken>(make_token(signer, now));
    HAKO_CO_TRY(co_await store_.keep(signer.key, *token));
    team.not_before = clock_.steady_now() + kTokenBudget;
    Entry& entry = entries_[signer.key];
    entry.token = std::move(token);
    entry.is_expired = false;
    log_.write(
        LogLevel::info,
        "provider token made",
        {{"team", signer.key.team_id}, {"key", signer.key.key_id}}
    );
    co_return Result<void>();
}

void TokenCache::expired(const push::ProviderTokenKey& key, const Token& token) {
    const auto found = entries_.find(key);
    if (found != entries_.end() && found->second.token == token) {
        found->second.is_expired = true;
    }
}

seconds TokenCache::wait(std::string_view team_id) const {
    const auto team = teams_.find(team_id);
    if (team == teams_.end() || !team->second.not_before) {
        return seconds(0);
    }
    const auto rest = *team->second.not_before - clock_.steady_now();
    return std::max(std::chrono::ceil<seconds>(rest), seconds(0));
}

void TokenCache::stop_minting(const std::string& team_id) {
    teams_[team_id].not_before = clock_.steady_now() + kTokenBudget;
}

TokenCache::Given TokenCache::failed(const Error& error) {
    log_.write(LogLevel::error, "provider tokens cannot be kept", {{"why", error.detail()}});
    return {.token = nullptr, .wait = kStoreRetry};
}

}  // namespace hako::apns
