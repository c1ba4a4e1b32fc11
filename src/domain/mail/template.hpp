// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace hako::mail {

/// Who may have a mail of a template sent. The order is that of the stored numbers.
enum class TemplateUse : std::uint8_t {
    apps,    ///< apps, by `Mailer.sendMail`
    reset,   ///< Hako, to whoever wants to reset a password; never apps
    nobody,  ///< kept, but not sent
};

/// The placeholder of the token in the body of a template for resets.
inline constexpr std::string_view kResetTokenName = "PASSWORD_RESET_TOKEN";

/// The template that a reset uses when the app names none; there without being stored.
inline constexpr std::string_view kResetTemplateName = "send_password_token";

/// What a mail is made of. `%name%` in subject and body is a place for a value.
struct Template {
    std::string name;
    std::string subject;
    std::string from;  ///< a Mailbox; empty: the mail server's
    std::string bcc;   ///< an Address; empty: none
    std::string body;
    TemplateUse use = TemplateUse::apps;
    UnixMillis updated_at = 0;
};

/// Looks at a template before it is stored: invalid_params under the names of its fields, all at
/// once. One for resets has the place of the token in its body, no other has.
Result<void> check_template(const Template& given);

/// What `send_password_token` is until the operator stores another.
Template built_in_reset_template();

/// Values by the name of their place.
using Substitutes = std::map<std::string, std::string, std::less<>>;

/// `text` with every `%name%` that `values` has a value for replaced by it. Once: what a value
/// holds is not looked at again. All else stays as it is, a lone `%` included.
std::string substitute(std::string_view text, const Substitutes& values);

}  // namespace hako::mail
