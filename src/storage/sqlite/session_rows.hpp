// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/sessions/session_store.hpp"
#include "storage/sqlite/connection.hpp"

#include <optional>
#include <string_view>

namespace hako::sqlite {

/// The bytes of a hash, as a statement binds them.
inline std::string_view bytes_of(const sessions::TokenHash& hash) {
    return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

/// The look-ups that the writer and the readers share; each is one row by a key.
Result<std::optional<sessions::Session>>
find_session(Connection& connection, const sessions::TokenHash& hash);
Result<std::optional<sessions::LoginToken>>
find_login_token(Connection& connection, const sessions::TokenHash& hash);
Result<std::optional<sessions::KnownUser>> find_known_user(Connection& connection, UserId id);
Result<std::optional<sessions::KnownUser>>
find_known_user(Connection& connection, const users::UsernameKey& name);

}  // namespace hako::sqlite
