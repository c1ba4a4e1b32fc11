// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "base/task.hpp"

#include <optional>
#include <string>
#include <vector>

namespace hako::mail {

/// A mail server's settings as they are stored: readable only with the key file.
struct SealedSmtpServer {
    std::optional<BackendId> backend;  ///< empty: for all backends that have none of their own
    std::string box;                   ///< crypto::Sealer's
    UnixMillis configured_at = 0;
};

/// The mail servers of all backends, inside one open transaction on the folder's own database.
class SmtpServerStore {
public:
    virtual ~SmtpServerStore() = default;

    virtual Task<Result<std::vector<SealedSmtpServer>>> list() = 0;

    /// In the place of the one that is there.
    virtual Task<Result<void>> put(const SealedSmtpServer& server) = 0;

    /// False when there was none.
    virtual Task<Result<bool>> erase(const std::optional<BackendId>& backend) = 0;
};

}  // namespace hako::mail
