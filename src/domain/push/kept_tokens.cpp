// SPDX-License-Identifier: Apache-2.0
#include "domain/push/kept_tokens.hpp"

#include <string>
#include <utility>

namespace hako::push {
namespace {

std::string associated(const ProviderTokenKey& key) {
    std::string text = "provider token " + key.team_id + " " + key.key_id + " ";
    text.append(reinterpret_cast<const char*>(key.fingerprint.data()), key.fingerprint.size());
    return text;
}

}  // namespace

Task<Result<std::optional<ProviderToken>>> KeptTokens::load(const ProviderTokenKey& key) {
    auto work = [&key](SystemTransaction& tx) { return tx.provider_tokens().find(key); };
    auto reading = write<std::optional<SealedToken>>(storage_.writes(), work);
    HAKO_CO_TRY_ASSIGN(const auto sealed, co_await std::move(reading));
    if (!sealed) {
        co_return std::optional<ProviderToken>();
    }
    auto text = sealer_.open(sealed->box, associated(key));
    if (!text) {
        co_return std::optional<ProviderToken>();
    }
    co_return std::optional(ProviderToken{*std::move(text), sealed->issued_at});
}

Task<Result<std::optional<UnixMillis>>> KeptTokens::newest_of_team(std::string_view team_id) {
    auto work = [team_id](SystemTransaction& tx) {
        return tx.provider_tokens().newest_of_team(team_id);
    };
    auto reading = write<std::optional<UnixMillis>>(storage_.writes(), work);
    co_return co_await std::move(reading);
}

Task<Result<void>> KeptTokens::keep(const ProviderTokenKey& key, const ProviderToken& token) {
    const SealedToken sealed{
        token.issued_at, sealer_.seal(token.text.reveal(), associated(key), random_)
    };
    auto work = [&](SystemTransaction& tx) { return tx.provider_tokens().put(key, sealed); };
    auto writing = write<void>(storage_.writes(), work);
    co_return co_await std::move(writing);
}

}  // namespace hako::push
