// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/mail/message.hpp"

#include <string>
#include <string_view>

namespace hako::smtp {

/// The message as it goes over the wire: headers, an empty line, the encoded body. Lines end with
/// CR LF; every character is ASCII; no line begins with a dot.
std::string mime_text(const mail::Message& message);

/// The value of an unstructured header (RFC 2047): the text itself when it is printable ASCII that
/// fits the line, else encoded words of at most 75 characters, each of whole characters, on lines
/// of at most 76. `used` is how much of the first line is taken. UTF-8 of one line.
std::string header_text(std::string_view text, std::size_t used);

/// A date of RFC 5322, section 3.3, in UTC.
std::string header_date(UnixMillis date);

/// Lines of at most 76 characters for a body of mostly ASCII (RFC 2045, section 6.7). Line ends of
/// all kinds become CR LF.
std::string quoted_printable(std::string_view text);

}  // namespace hako::smtp
