// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/operator/front.hpp"
#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "domain/backends/backend_service.hpp"
#include "domain/folder_changes.hpp"
#include "domain/keys/key_service.hpp"
#include "domain/system_storage.hpp"

#include <string>
#include <string_view>

namespace hako::server {

/// The operator's methods over an open data folder: the same objects answer the command line in its
/// own process and through a server's control socket.
class OperatorSide {
public:
    /// All references outlive it. `watcher` is told of every change.
    OperatorSide(
        Storage& storage,
        FolderWatcher& watcher,
        const Clock& clock,
        Random& random,
        Log& log
    );

    /// Tells the watcher what there is. Blocks.
    Result<void> announce();

    /// Answers one JSON-RPC body. Blocks. One call at a time.
    std::string answer(std::string_view body);

private:
    Storage& storage_;
    const Clock& clock_;
    Random& random_;
    Log& log_;
    FolderChanges changes_;
    const backends::BackendService backends_;
    const keys::KeyService keys_;
    const api::operator_front::Registry registry_;
};

}  // namespace hako::server
