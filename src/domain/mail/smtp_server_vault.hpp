// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/log.hpp"
#include "base/published.hpp"
#include "crypto/sealed_box.hpp"
#include "domain/folder_changes.hpp"
#include "domain/mail/smtp_server.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>

namespace hako::mail {

/// All mail servers in memory, opened. It watches the folder: what an operator changed is used from
/// the moment the call returns. Safe on every thread.
class SmtpServerVault final : public SmtpServerSource, public FolderWatcher {
public:
    SmtpServerVault(const crypto::Sealer& sealer, Log& log);

    [[nodiscard]] std::shared_ptr<const SmtpServer> find(const BackendId& backend) const override;

    /// Settings that do not open are logged; their backend has no mail server then.
    Result<void> changed(FolderContents contents) override;

private:
    /// The server for all has no backend.
    using Picture = std::map<std::optional<BackendId>, std::shared_ptr<const SmtpServer>>;

    const crypto::Sealer& sealer_;
    Log& log_;
    std::mutex changing_;
    std::uint64_t last_number_ = 0;  ///< guarded by changing_
    Published<Picture> picture_;
};

}  // namespace hako::mail
