// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/operator/front.hpp"
#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/random.hpp"
#include "crypto/sealed_box.hpp"
#include "domain/backends/backend_service.hpp"
#include "domain/folder_changes.hpp"
#include "domain/keys/key_service.hpp"
#include "domain/push/credential_service.hpp"
#include "domain/push/doctor.hpp"
#include "domain/push/push_gateway.hpp"
#include "domain/system_storage.hpp"

#include <string>
#include <string_view>

namespace hako::server {

/// The operator's methods over an open data folder: the same objects answer the command line in its
/// own process and through a server's control socket.
class OperatorSide {
public:
    /// All outlive it.
    struct Ports {
        Storage& storage;
        FolderWatcher& watcher;  ///< told of every change
        const crypto::Sealer& sealer;
        push::PushGateway& gateway;  ///< for the push doctor
        const Clock& clock;
        Random& random;
        Log& log;
    };

    explicit OperatorSide(const Ports& ports);

    /// Tells the watcher what there is. Blocks.
    Result<void> announce();

    /// Answers one JSON-RPC body. Blocks. One call at a time.
    std::string answer(std::string_view body);

private:
    const Ports ports_;
    FolderChanges changes_;
    const backends::BackendService backends_;
    const keys::KeyService keys_;
    const push::CredentialService credentials_;
    const push::Doctor doctor_;
    const api::operator_front::Registry registry_;
};

}  // namespace hako::server
