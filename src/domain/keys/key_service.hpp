// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "crypto/secret.hpp"
#include "domain/callers.hpp"
#include "domain/folder_changes.hpp"
#include "domain/keys/management_key.hpp"

#include <optional>
#include <string>
#include <vector>

namespace hako::keys {

/// A management key as the operator wants it made.
struct KeyRequest {
    BackendId backend;
    std::vector<IpRange> ranges;           ///< empty: valid from every address
    std::string name;                      ///< empty: none
    std::optional<UnixMillis> expires_at;  ///< empty: never
};

/// A key that was just made. Its secret is nowhere else and cannot be shown again.
struct NewKey {
    ManagementKey key;
    crypto::Secret secret;
};

/// The use cases of management keys, for the operator: behind the command line, with and without a
/// server. Each change is one transaction, on disk and obeyed by a running server before its task
/// is done. Safe to use from every thread.
///
/// A backend that does not exist is invalid_params under `backendId`, a key under `keyId`.
class KeyService {
public:
    KeyService(Storage& storage, FolderChanges& changes, const Clock& clock, Random& random)
        : storage_(storage), changes_(changes), clock_(clock), random_(random) {}

    /// A key of 256 random bits, stored as its SHA-256. Fails with invalid_params (`name`,
    /// `ipRanges`, `expiresAt`), with invalid_operation when the backend has kKeysPerBackendMax
    /// that are not revoked.
    Task<Result<NewKey>> create(const OperatorCaller& caller, KeyRequest request) const;

    /// A backend's keys, revoked ones too. When one was last used is known to the minute.
    Task<Result<std::vector<ManagementKey>>> list(const OperatorCaller& caller, BackendId backend)
        const;

    /// Ends the key. Once more changes nothing.
    Task<Result<void>> revoke(const OperatorCaller& caller, BackendId backend, KeyId id) const;

private:
    Storage& storage_;
    FolderChanges& changes_;
    const Clock& clock_;
    Random& random_;
};

}  // namespace hako::keys
