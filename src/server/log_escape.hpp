// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace hako::server {

/// Appends `text` as it may stand between double quotes, in JSON and in a terminal alike: quotes,
/// backslashes and every control character (C0, DEL, C1, line and paragraph separators, marks that
/// turn the direction of text) become escapes, so that no value can forge a line, a field or a
/// terminal command. Bytes that are not UTF-8 become U+FFFD.
void append_log_escaped(std::string& out, std::string_view text);

}  // namespace hako::server
