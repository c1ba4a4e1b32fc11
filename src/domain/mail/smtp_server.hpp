// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/ids.hpp"
#include "crypto/secret.hpp"
#include "domain/mail/address.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace hako::mail {

/// How the way to a mail server is kept secret.
enum class SmtpSecurity : std::uint8_t {
    starttls,  ///< TLS from STARTTLS on; a server that does not offer it gets no mail
    tls,       ///< TLS from the first byte (port 465)
    none,      ///< everybody on the way can read it: for a server on the same machine
};

/// A mail server that takes mails for delivery.
struct SmtpServer {
    std::string host;
    std::uint16_t port = 0;
    SmtpSecurity security = SmtpSecurity::starttls;
    std::string username;  ///< empty: no AUTH
    crypto::Secret password{""};
    std::string ca_pem;  ///< certificates to check the server's against; empty: the system's
    Mailbox from;        ///< the sender of templates that name none
};

/// Where a backend's mail server is found.
class SmtpServerSource {
public:
    virtual ~SmtpServerSource() = default;

    /// The backend's own, or else the one for all; null when there is neither. Answers from memory,
    /// on every thread.
    [[nodiscard]] virtual std::shared_ptr<const SmtpServer> find(const BackendId& backend
    ) const = 0;
};

}  // namespace hako::mail
