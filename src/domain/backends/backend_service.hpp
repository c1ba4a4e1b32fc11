// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/random.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "domain/backends/backend.hpp"
#include "domain/callers.hpp"
#include "domain/folder_changes.hpp"
#include "domain/system_storage.hpp"

#include <string>
#include <vector>

namespace hako::backends {

/// The use cases of backends, for the operator: behind the command line, with and without a server.
/// Each change is one transaction, on disk and known to the folder's watcher before its task is
/// done. Safe to use from every thread.
///
/// A backend that does not exist is invalid_params under `backendId`, a wrong name under `name`.
class BackendService {
public:
    BackendService(Storage& storage, FolderChanges& changes, const Clock& clock, Random& random)
        : storage_(storage), changes_(changes), clock_(clock), random_(random) {}

    /// With a new id, app key and push project id. Fails with invalid_operation when there are
    /// kBackendsMax already.
    Task<Result<Backend>> create(const OperatorCaller& caller, std::string name) const;

    /// All, the oldest first.
    Task<Result<std::vector<Backend>>> list(const OperatorCaller& caller) const;

    Task<Result<Backend>> get(const OperatorCaller& caller, BackendId id) const;

    Task<Result<void>> rename(const OperatorCaller& caller, BackendId id, std::string name) const;

    /// Applies `NAME=VALUE` texts (settings.hpp) and gives the settings that hold then.
    Task<Result<Settings>>
    set(const OperatorCaller& caller, BackendId id, std::vector<std::string> assignments) const;

    /// The backend, its keys and all its data. Its callers are refused before the task is done.
    Task<Result<void>> erase(const OperatorCaller& caller, BackendId id) const;

private:
    Storage& storage_;
    FolderChanges& changes_;
    const Clock& clock_;
    Random& random_;
};

}  // namespace hako::backends
