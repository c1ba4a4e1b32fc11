// SPDX-License-Identifier: Apache-2.0
#include "domain/mail/message.hpp"

#include "base/check.hpp"
#include "base/limits.hpp"
#include "base/utf8.hpp"

#include <utility>

namespace hako::mail {
namespace {

constexpr std::string_view kParameter = "substituteParams";

std::optional<Address> bcc_of(const Template& of) {
    return of.bcc.empty() ? std::nullopt : Address::parse(of.bcc);
}

}  // namespace

Result<Message> make_message(
    const Template& of,
    const Mailbox& sender,
    Address to,
    const Substitutes& values,
    const MessageStamp& stamp
) {
    std::string subject = substitute(of.subject, values);
    if (!is_one_line(subject)) {
        return Error::invalid_param(kParameter, "A value in the subject must be one line.");
    }
    if (count_code_points(subject).value_or(0) > limits::kMailFilledSubjectCharactersMax) {
        return Error::invalid_param(kParameter, "They make the subject too long.");
    }
    std::string body = substitute(of.body, values);
    if (!is_plain_text(body)) {
        return Error::invalid_param(kParameter, "Must not hold control characters.");
    }
    if (body.size() > limits::kMailBodyBytesMax) {
        return Error::invalid_param(kParameter, "They make the body too long.");
    }
    const auto from = of.from.empty() ? sender : Mailbox::parse(of.from);
    check(from.has_value(), "a stored template's sender is a mailbox");
    return Message{
        .from = *from,
        .to = std::move(to),
        .bcc = bcc_of(of),
        .subject = std::move(subject),
        .body = std::move(body),
        .id = stamp.id,
        .date = stamp.date,
    };
}

}  // namespace hako::mail
