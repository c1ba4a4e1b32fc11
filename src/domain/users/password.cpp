// SPDX-License-Identifier: Apache-2.0
#include "domain/users/password.hpp"

#include "base/limits.hpp"
#include "base/utf8.hpp"
#include "domain/users/character_count.hpp"

#include <unicode/uchar.h>

namespace hako::users {
namespace {

bool has_white_space(std::string_view text) {
    while (!text.empty()) {
        if (u_isUWhiteSpace(static_cast<UChar32>(*next_code_point(text))) != 0) {
            return true;
        }
    }
    return false;
}

}  // namespace

std::optional<crypto::Secret>
parse_new_password(std::string_view text, std::int64_t characters_min, std::string& why) {
    why = find_length_problem(text, {characters_min, limits::kPasswordCharactersMax});
    if (why.empty() && has_white_space(text)) {
        why = "Must not contain white space.";
    }
    if (!why.empty()) {
        return std::nullopt;
    }
    return crypto::Secret(std::string(text));
}

}  // namespace hako::users
