// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "domain/owner.hpp"
#include "domain/permissions/permission.hpp"
#include "storage/sqlite/catalog.hpp"
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/write_state.hpp"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hako::sqlite {

/// Beside the rows of each collection stands who may read them: `readers_N (reader, seq, rights)`,
/// one range of row keys for each reader, so that what a caller may see is found without looking at
/// anything else. A reader is one of
///
///     x''              everyone
///     u + 16 bytes     a user, of items that not everyone may read
///     U + 16 bytes     a user, of items that everyone may read and not write, and it may write
///     d, D + 16 bytes  the same for a device that owns items
///
/// so the ranges of everyone and of `u` have no row in common, and no entry says what another says
/// already. `rights` are all that this reader has, r or rw. An item that nobody may read, or only
/// management, has no entry.
enum class ReaderKind : char {
    user = 'u',
    user_of_public = 'U',
    device = 'd',
    device_of_public = 'D',
};

std::string reader_key(ReaderKind kind, const UserId& user);
std::string reader_key(ReaderKind kind, const DeviceKey& device);

struct ReaderEntry {
    std::string reader;
    std::int64_t rights = 0;  ///< permissions::Right

    auto operator<=>(const ReaderEntry&) const = default;
};

/// The entries of an item, sorted; `permission` is its stored text.
std::vector<ReaderEntry> reader_entries(const Owner& owner, std::string_view permission);

/// What of an item its entries depend on.
struct ReadableItem {
    std::int64_t seq = 0;
    const Owner& owner;
    std::string_view permission;
};

/// Keep a collection's readers, and its count of what everyone may read, in step with its items,
/// inside the writer's transaction.
/// @{
Result<void> insert_readers(
    Connection& connection,
    WriteState& state,
    const SetInfo& set,
    const ReadableItem& item
);

Result<void> erase_readers(
    Connection& connection,
    WriteState& state,
    const SetInfo& set,
    const ReadableItem& item
);

/// Only what differs is written. `before` and `after` are the same item's.
Result<void> replace_readers(
    Connection& connection,
    WriteState& state,
    const SetInfo& set,
    const ReadableItem& before,
    const ReadableItem& after
);
/// @}

}  // namespace hako::sqlite
