// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/backends/backend.hpp"
#include "domain/keys/management_key.hpp"
#include "domain/push/credential_store.hpp"
#include "domain/write_queue.hpp"

#include <memory>
#include <utility>
#include <vector>

namespace hako {

/// The backends, inside one open transaction on the folder's own database.
class BackendStore {
public:
    virtual ~BackendStore() = default;

    virtual Task<Result<std::vector<backends::Backend>>> list() = 0;
    virtual Task<Result<void>> insert(const backends::Backend& backend) = 0;

    /// Name and settings.
    virtual Task<Result<void>> update(const backends::Backend& backend) = 0;

    /// The backend and its keys are gone after the commit; its data files are removed later, also
    /// when the process dies in between.
    virtual Task<Result<void>> erase(const BackendId& id) = 0;
};

/// The management keys of all backends, inside one open transaction.
class KeyStore {
public:
    virtual ~KeyStore() = default;

    virtual Task<Result<std::vector<keys::ManagementKey>>> list() = 0;
    virtual Task<Result<void>> insert(const keys::ManagementKey& key) = 0;
    virtual Task<Result<void>> revoke(const keys::KeyId& id, UnixMillis now) = 0;

    /// Keeps when keys were last used; written seldom, in one go.
    virtual Task<Result<void>> set_last_used(
        const std::vector<std::pair<keys::KeyId, UnixMillis>>& uses
    ) = 0;
};

/// One open transaction on what is not inside a backend.
class SystemTransaction {
public:
    virtual ~SystemTransaction() = default;

    virtual BackendStore& backends() = 0;
    virtual KeyStore& keys() = 0;
    virtual push::CredentialStore& push_credentials() = 0;
    virtual push::ProviderTokenStore& provider_tokens() = 0;
};

/// A data folder: the list of backends and keys, and each backend's data.
class Storage {
public:
    virtual ~Storage() = default;

    virtual WriteQueue<SystemTransaction>& writes() = 0;

    /// Opens a backend's data, making it when it does not exist. The same id gives the same
    /// storage. Blocks (files): call it from start-up, the command line or an operator's call only.
    virtual Result<std::shared_ptr<BackendStorage>> open_backend(const BackendId& id) = 0;

    /// Closes and removes the files of backends that were erased.
    virtual void remove_erased() = 0;
};

/// The refusal for a backend that does not exist.
Error no_such_backend();

/// The backend, which must exist, inside a transaction; else no_such_backend().
Task<Result<backends::Backend>>
require_backend(SystemTransaction& transaction, const BackendId& id);

}  // namespace hako
