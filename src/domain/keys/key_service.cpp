// SPDX-License-Identifier: Apache-2.0
#include "domain/keys/key_service.hpp"

#include "base/limits.hpp"
#include "crypto/token.hpp"
#include "domain/keys/key_rules.hpp"

#include <algorithm>
#include <utility>

namespace hako::keys {
namespace {

Result<void> check_request(const KeyRequest& request, UnixMillis now) {
    Error wrong(ErrorCode::invalid_params);
    std::string why;
    if (!request.name.empty() && !parse_key_name(request.name, why)) {
        wrong.add_param("name", why);
    }
    if (request.ranges.size() > limits::kRangesPerKeyMax) {
        wrong.add_param(
            "ipRanges", "A key has at most " + std::to_string(limits::kRangesPerKeyMax) + " ranges."
        );
    }
    if (request.expires_at && *request.expires_at <= now) {
        wrong.add_param("expiresAt", "A key must end in the future.");
    }
    return wrong.params().empty() ? Result<void>() : Result<void>(std::move(wrong));
}

/// The keys of one backend, which must exist, inside a transaction.
Task<Result<std::vector<ManagementKey>>> keys_of(SystemTransaction& tx, const BackendId& backend) {
    HAKO_CO_TRY(co_await require_backend(tx, backend));
    HAKO_CO_TRY_ASSIGN(auto keys, co_await tx.keys().list());
    std::erase_if(keys, [&](const ManagementKey& key) { return key.backend != backend; });
    co_return keys;
}

}  // namespace

Task<Result<NewKey>> KeyService::create(const OperatorCaller&, KeyRequest request) const {
    const UnixMillis now = clock_.now();
    HAKO_CO_TRY(check_request(request, now));
    auto secret = crypto::make_token(random_, crypto::kManagementKeyPrefix);
    ManagementKey key{
        .id = KeyId::make(random_),
        .backend = std::move(request.backend),
        .name = std::move(request.name),
        .hash = crypto::sha256(secret.reveal()),
        .ranges = std::move(request.ranges),
        .created_at = now,
        .expires_at = request.expires_at,
        .last_used_at = std::nullopt,
        .revoked_at = std::nullopt,
    };
    auto work = [&key](SystemTransaction& tx) -> Task<Result<void>> {
        HAKO_CO_TRY_ASSIGN(const auto keys, co_await keys_of(tx, key.backend));
        const auto valid = std::count_if(keys.begin(), keys.end(), [](const ManagementKey& other) {
            return !other.revoked_at;
        });
        if (static_cast<std::size_t>(valid) >= limits::kKeysPerBackendMax) {
            Error full(ErrorCode::invalid_operation);
            full.add_param(
                "backendId",
                "A backend has at most " + std::to_string(limits::kKeysPerBackendMax) +
                    " keys. Revoke one first."
            );
            co_return full;
        }
        co_return co_await tx.keys().insert(key);
    };
    auto making = changes_.make<void>(std::move(work));
    HAKO_CO_TRY(co_await std::move(making));
    co_return NewKey{std::move(key), std::move(secret)};
}

Task<Result<std::vector<ManagementKey>>> KeyService::list(const OperatorCaller&, BackendId backend)
    const {
    auto work = [&backend](SystemTransaction& tx) { return keys_of(tx, backend); };
    auto reading = write<std::vector<ManagementKey>>(storage_.writes(), work);
    co_return co_await std::move(reading);
}

Task<Result<void>> KeyService::revoke(const OperatorCaller&, BackendId backend, KeyId id) const {
    auto work = [this, &backend, &id](SystemTransaction& tx) -> Task<Result<void>> {
        HAKO_CO_TRY_ASSIGN(const auto keys, co_await keys_of(tx, backend));
        const auto key = std::find_if(keys.begin(), keys.end(), [&](const ManagementKey& known) {
            return known.id == id;
        });
        if (key == keys.end()) {
            co_return Error::invalid_param("keyId", "Key not found.");
        }
        if (key->revoked_at) {
            co_return Result<void>();
        }
        co_return co_await tx.keys().revoke(id, clock_.now());
    };
    auto making = changes_.make<void>(std::move(work));
    co_return co_await std::move(making);
}

}  // namespace hako::keys
