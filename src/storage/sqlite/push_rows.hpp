// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "domain/push/push.hpp"
#include "domain/push/push_store.hpp"
#include "storage/sqlite/connection.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// What reading and writing pushes have in common.
namespace hako::sqlite {

/// A push and the number of its row.
struct PushRow {
    std::int64_t number = 0;
    push::Push push;
};

/// The columns that `read_push` reads, of pushes as `p` and push_contents as `c`.
std::string_view push_columns();

/// The push that a statement over push_columns() stands on.
PushRow read_push(const Statement& row);

Result<std::optional<PushRow>> find_push(Connection& connection, push::PushId id);

/// What was asked for under the key at `since` or later.
Result<std::optional<push::KeptRequest>>
find_push_request(Connection& connection, std::string_view key, UnixMillis since);

/// Where in the time over which a push is spread its delivery number `ordinal` (from 0) has its
/// turn, in milliseconds from its beginning. Any number of them is spread evenly, so it need not be
/// known.
std::int64_t turn_of(std::int64_t ordinal, std::int64_t spread_millis);

/// Looks at the push after deliveries of it changed: when there is something to do for it next, and
/// whether all of it is done.
Result<void> settle_push(Connection& connection, std::int64_t number, UnixMillis now);

/// A payload's headers as they are stored.
std::string payload_headers_json(const push::Payload& payload);
void read_payload_headers(std::string_view json, push::Payload& payload);

}  // namespace hako::sqlite
