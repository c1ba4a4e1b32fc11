// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/uuid.hpp"
#include "domain/mail/address.hpp"
#include "domain/mail/template.hpp"

#include <optional>
#include <string>

namespace hako::mail {

/// A mail that can be sent: from one, to one. What its texts hold cannot become a header or a
/// recipient: the subject is one line, addresses are parsed.
struct Message {
    Mailbox from;
    Address to;
    std::optional<Address> bcc;  ///< gets it, too, and stands in no header
    std::string subject;
    std::string body;  ///< UTF-8; lines end with LF, CR LF or CR
    Uuid id;           ///< what makes its Message-ID: the same one, the same mail
    UnixMillis date = 0;
};

/// What one mail of a template differs in.
struct MessageStamp {
    Uuid id;
    UnixMillis date = 0;
};

/// The mail that a template and values make. `sender` is the mail server's, for a template that
/// names none. Fails with invalid_params (`substituteParams`) when a value would break the
/// subject's line, holds other control characters, or makes subject or body too long.
Result<Message> make_message(
    const Template& of,
    const Mailbox& sender,
    Address to,
    const Substitutes& values,
    const MessageStamp& stamp
);

}  // namespace hako::mail
