// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/random.hpp"
#include "crypto/sealed_box.hpp"
#include "domain/mail/smtp_server.hpp"
#include "domain/mail/smtp_server_store.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace hako::mail {

/// `starttls`, `tls`, `none`.
std::string_view to_string(SmtpSecurity security);
std::optional<SmtpSecurity> parse_security(std::string_view text);

/// The settings as a box that opens for this backend (empty: all) only.
std::string seal(
    const crypto::Sealer& sealer,
    const SmtpServer& server,
    const std::optional<BackendId>& backend,
    Random& random
);

/// What was sealed. Null when the box does not open: it was made with another key file, or for
/// another backend.
std::shared_ptr<const SmtpServer>
open(const crypto::Sealer& sealer, const SealedSmtpServer& sealed);

}  // namespace hako::mail
