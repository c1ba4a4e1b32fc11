// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/random.hpp"
#include "crypto/sealed_box.hpp"
#include "domain/push/provider_tokens.hpp"
#include "domain/system_storage.hpp"

#include <string_view>

namespace hako::push {

/// Provider tokens in the folder's own database. Safe on every thread that is an executor.
class KeptTokens final : public ProviderTokens {
public:
    KeptTokens(Storage& storage, const crypto::Sealer& sealer, Random& random)
        : storage_(storage), sealer_(sealer), random_(random) {}

    Task<Result<std::optional<ProviderToken>>> load(const ProviderTokenKey& key) override;
    Task<Result<std::optional<UnixMillis>>> newest_of_team(std::string_view team_id) override;
    Task<Result<void>> keep(const ProviderTokenKey& key, const ProviderToken& token) override;

private:
    Storage& storage_;
    const crypto::Sealer& sealer_;
    Random& random_;
};

}  // namespace hako::push
