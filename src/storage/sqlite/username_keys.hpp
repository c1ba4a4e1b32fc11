// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/log.hpp"
#include "base/result.hpp"
#include "storage/sqlite/connection.hpp"

namespace hako::sqlite {

/// Makes the users' keys again when the rule that they were made by is not the one of this program
/// (users::username_key_version()): the Unicode data has changed. All of it in one transaction.
///
/// Names that were different may be alike under the new rule. The older user keeps the name. The
/// newer one stays as it is, with a key that no name has: it is found by id and by parts of its
/// name, not by its whole name, until it is renamed or a later rule tells the two apart. Each such
/// user is logged.
Result<void> refresh_username_keys(Connection& connection, Log& log);

}  // namespace hako::sqlite
