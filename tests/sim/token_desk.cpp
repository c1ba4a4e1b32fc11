// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/token_desk.hpp"

#include "crypto/test_keys.hpp"

#include <array>
#include <memory>

namespace hako::sim {
namespace {

using push::Verdict;

constexpr std::string_view kTeam = "TEAM456789";

const apns::TokenSigner& signer_of(std::int64_t version) {
    const auto make = [](const std::string& key_id) {
        auto key = std::make_shared<const crypto::SigningKey>(
            crypto::SigningKey::from_pem(crypto::new_key_pem(crypto::TestKey::p256)).value()
        );
        return apns::TokenSigner{{std::string(kTeam), key_id, key->fingerprint()}, key};
    };
    static const std::array<apns::TokenSigner, 2> kSigners{make("KEY0"), make("KEY1")};
    return kSigners.at(static_cast<std::size_t>(version) % kSigners.size());
}

Error full_disk() {
    return Error::unavailable(PrivateDetail("the disk is full"));
}

}  // namespace

Task<Result<std::optional<push::ProviderToken>>> ModelTokens::load(const push::ProviderTokenKey& key
) {
    const auto found = kept_.find(key);
    if (found == kept_.end()) {
        co_return std::optional<push::ProviderToken>();
    }
    co_return std::optional(
        push::ProviderToken{crypto::Secret(found->second.text), found->second.issued_at}
    );
}

Task<Result<std::optional<UnixMillis>>> ModelTokens::newest_of_team(std::string_view team_id) {
    std::optional<UnixMillis> newest;
    for (const auto& [key, token] : kept_) {
        if (key.team_id == team_id && (!newest || *newest < token.issued_at)) {
            newest = token.issued_at;
        }
    }
    co_return newest;
}

Task<Result<void>>
ModelTokens::keep(const push::ProviderTokenKey& key, const push::ProviderToken& token) {
    if (random_.chance(50)) {
        co_return full_disk();
    }
    if (flaw_ != StoreFlaw::forgets_provider_tokens) {
        kept_[key] = {std::string(token.text.reveal()), token.issued_at};
    }
    co_return Result<void>();
}

TokenDesk::TokenDesk(const SimClock& clock, SimRandom& random, StoreFlaw flaw)
    : clock_(clock), random_(random), kept_(random, flaw) {
    restart();
}

void TokenDesk::restart() {
    cache_.emplace(kept_, clock_, log_);
}

TokenDesk::Signature TokenDesk::sign(std::int64_t version) {
    const apns::TokenSigner& signer = signer_of(version);
    Signature signature{signer.key, cache_->current(signer.key), {}};
    if (!signature.token) {
        cache_->ask(signer, [&](const apns::TokenCache::Given& given) {
            signature.token = given.token;
            signature.wait = given.wait;
        });
    }
    return signature;
}

std::optional<push::Outcome> TokenDesk::complaint(const Signature& signature) {
    if (random_.chance(2)) {
        cache_->stop_minting(std::string(kTeam));
        constexpr std::chrono::minutes kPause{20};
        return push::Outcome{
            Verdict::credential_paused, 429, "TooManyProviderTokenUpdates", {}, kPause
        };
    }
    if (!random_.chance(10)) {
        return std::nullopt;
    }
    cache_->expired(signature.key, signature.token);
    const auto wait = cache_->wait(kTeam);
    if (cache_->current(signature.key) || wait == wait.zero()) {
        return push::Outcome{Verdict::retry_now, 403, "ExpiredProviderToken", {}, {}};
    }
    return push::Outcome{Verdict::credential_paused, 403, "ExpiredProviderToken", {}, wait};
}

}  // namespace hako::sim
