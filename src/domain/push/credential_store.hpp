// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/push/provider_tokens.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hako::push {

/// What a backend can be given one credential for. The order is that of the stored numbers.
enum class CredentialSlot : std::uint8_t { apns_development, apns_production, fcm };

/// A credential as it is stored: readable only with the key file.
struct SealedCredential {
    BackendId backend;
    CredentialSlot slot = CredentialSlot::fcm;
    std::int64_t version = 0;  ///< another one after each change
    std::string box;           ///< crypto::Sealer's
    UnixMillis configured_at = 0;
};

/// The credentials of all backends, inside one open transaction on the folder's own database.
class CredentialStore {
public:
    virtual ~CredentialStore() = default;

    virtual Task<Result<std::vector<SealedCredential>>> list() = 0;

    /// In the place of the one that is there.
    virtual Task<Result<void>> put(const SealedCredential& credential) = 0;

    /// False when there was none.
    virtual Task<Result<bool>> erase(const BackendId& backend, CredentialSlot slot) = 0;
};

/// A provider token as it is stored.
struct SealedToken {
    UnixMillis issued_at = 0;
    std::string box;
};

/// The provider tokens of all teams, inside one open transaction.
class ProviderTokenStore {
public:
    virtual ~ProviderTokenStore() = default;

    virtual Task<Result<std::optional<SealedToken>>> find(const ProviderTokenKey& key) = 0;
    virtual Task<Result<std::optional<UnixMillis>>> newest_of_team(std::string_view team_id) = 0;

    /// In the place of the key's earlier one.
    virtual Task<Result<void>> put(const ProviderTokenKey& key, const SealedToken& token) = 0;
};

}  // namespace hako::push
