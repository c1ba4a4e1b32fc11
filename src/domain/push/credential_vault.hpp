// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/log.hpp"
#include "base/published.hpp"
#include "crypto/sealed_box.hpp"
#include "domain/folder_changes.hpp"
#include "domain/push/credential_store.hpp"
#include "domain/push/credentials.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace hako::push {

/// All push credentials in memory, opened. It watches the folder: what an operator changed is used
/// from the moment the call returns. Safe on every thread.
class CredentialVault final : public CredentialSource, public FolderWatcher {
public:
    CredentialVault(const crypto::Sealer& sealer, Log& log);

    [[nodiscard]] std::shared_ptr<const Credentials> find(const BackendId& backend) const override;

    /// A credential that does not open is left out, and logged: one lost file does not keep the
    /// server from starting.
    Result<void> changed(FolderContents contents) override;

private:
    using Picture = std::map<BackendId, std::shared_ptr<const Credentials>>;

    const crypto::Sealer& sealer_;
    Log& log_;
    std::mutex changing_;
    std::uint64_t last_number_ = 0;  ///< guarded by changing_
    Published<Picture> picture_;
};

}  // namespace hako::push
