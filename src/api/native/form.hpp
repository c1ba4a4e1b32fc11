// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hako::api::native {

/// The fields of a form, decoded, in the order sent.
using Form = std::vector<std::pair<std::string, std::string>>;

/// Reads `application/x-www-form-urlencoded`: `a=b&c=d`, with `+` for a space and `%XX` for a byte.
///
/// Strict: every `%` has two hex digits, every field a name and a `=`, no name comes twice. Empty
/// when it is not so, or has more than kPushFormBytesMax bytes or kPushFormFieldsMax fields; then
/// `why` is a whole sentence.
std::optional<Form> read_form(std::string_view body, std::string& why);

/// The value of the field; empty when there is none.
std::optional<std::string_view> find_field(const Form& form, std::string_view name);

}  // namespace hako::api::native
