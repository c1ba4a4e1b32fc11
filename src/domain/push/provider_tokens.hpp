// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "crypto/secret.hpp"
#include "crypto/sha256.hpp"

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace hako::push {

/// Which signing key a provider token was made with. Backends that were given the same key share
/// its token.
struct ProviderTokenKey {
    std::string team_id;
    std::string key_id;
    /// Of the public half of the key itself: who only names another's key id does not get its
    /// token.
    crypto::Sha256 fingerprint{};

    auto operator<=>(const ProviderTokenKey&) const = default;
};

/// An APNs provider token (a JWT). Secret as long as it is valid: an hour.
struct ProviderToken {
    crypto::Secret text;
    UnixMillis issued_at = 0;  ///< its `iat`
};

/// Keeps provider tokens across restarts, because APNs refuses a team that makes new ones more
/// often than every 20 minutes, whichever of its keys they are made with. What is kept is sealed.
///
/// Called rarely, from coroutines on the gateway's thread; one call at a time for each team.
class ProviderTokens {
public:
    virtual ~ProviderTokens() = default;

    /// The token that was kept last for this key; empty when there is none or it cannot be opened
    /// any more. How old it is, is the caller's to look at.
    virtual Task<Result<std::optional<ProviderToken>>> load(const ProviderTokenKey& key) = 0;

    /// When the newest token of any key of the team was issued; empty when none is known. Stays
    /// known when the token cannot be opened any more.
    virtual Task<Result<std::optional<UnixMillis>>> newest_of_team(std::string_view team_id) = 0;

    /// Keeps the key's token in place of its earlier one. On disk when the task is done: only then
    /// is the token used. `key` and `token` must live until then.
    virtual Task<Result<void>> keep(const ProviderTokenKey& key, const ProviderToken& token) = 0;
};

}  // namespace hako::push
