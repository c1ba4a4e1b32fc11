// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/push/credential_store.hpp"
#include "storage/sqlite/connection.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace hako::sqlite {

/// See the port.
class CredentialStore final : public push::CredentialStore {
public:
    explicit CredentialStore(Connection& connection) : connection_(connection) {}

    Task<Result<std::vector<push::SealedCredential>>> list() override;
    Task<Result<void>> put(const push::SealedCredential& credential) override;
    Task<Result<bool>> erase(const BackendId& backend, push::CredentialSlot slot) override;

private:
    Result<std::vector<push::SealedCredential>> list_now();
    Result<void> put_now(const push::SealedCredential& credential);
    Result<bool> erase_now(const BackendId& backend, push::CredentialSlot slot);

    Connection& connection_;
};

/// See the port.
class ProviderTokenStore final : public push::ProviderTokenStore {
public:
    explicit ProviderTokenStore(Connection& connection) : connection_(connection) {}

    Task<Result<std::optional<push::SealedToken>>> find(const push::ProviderTokenKey& key) override;
    Task<Result<std::optional<UnixMillis>>> newest_of_team(std::string_view team_id) override;
    Task<Result<void>> put(const push::ProviderTokenKey& key, const push::SealedToken& token)
        override;

private:
    Result<std::optional<push::SealedToken>> find_now(const push::ProviderTokenKey& key);
    Result<std::optional<UnixMillis>> newest_now(std::string_view team_id);
    Result<void> put_now(const push::ProviderTokenKey& key, const push::SealedToken& token);

    Connection& connection_;
};

}  // namespace hako::sqlite
