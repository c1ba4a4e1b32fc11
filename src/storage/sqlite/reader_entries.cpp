// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/reader_entries.hpp"

#include "storage/sqlite/property_key.hpp"

#include <algorithm>
#include <iterator>

namespace hako::sqlite {
namespace {

using permissions::Permission;
using permissions::Right;

/// What most items of management have: nothing is to be read of them, and nothing written.
bool is_closed(const Owner& owner, std::string_view permission) {
    return owner.is_nobody() && (permission == R"({"public":""})" || permission == "{}");
}

/// Collects the entries of one item.
class Entries {
public:
    explicit Entries(Right everyone) : everyone_(everyone) {
        if (is_public()) {
            entries_.push_back({std::string(), static_cast<std::int64_t>(everyone)});
        }
    }

    void add_user(const UserId& user, Right granted) {
        add(is_public() ? ReaderKind::user_of_public : ReaderKind::user, user, granted);
    }

    void add_device(const DeviceKey& device) {
        add(is_public() ? ReaderKind::device_of_public : ReaderKind::device, device, Right::rw);
    }

    std::vector<ReaderEntry> sorted() && {
        std::sort(entries_.begin(), entries_.end());
        return std::move(entries_);
    }

private:
    [[nodiscard]] bool is_public() const {
        return includes(everyone_, Right::r);
    }

    template <class Id>
    void add(ReaderKind kind, const Id& id, Right granted) {
        const Right rights = everyone_ | granted;
        if (includes(rights, Right::r) && rights != everyone_) {
            entries_.push_back({reader_key(kind, id), static_cast<std::int64_t>(rights)});
        }
    }

    const Right everyone_;
    std::vector<ReaderEntry> entries_;
};

Result<void> insert_all(
    Connection& connection,
    const SetInfo& set,
    std::int64_t seq,
    const std::vector<ReaderEntry>& entries
) {
    for (const ReaderEntry& entry : entries) {
        HAKO_TRY_ASSIGN(Statement * insert, connection.statement(set.insert_reader_sql));
        insert->bind_blob(1, entry.reader).bind(2, seq).bind(3, entry.rights);
        HAKO_TRY(insert->run());
    }
    return {};
}

Result<void> erase_all(
    Connection& connection,
    const SetInfo& set,
    std::int64_t seq,
    const std::vector<ReaderEntry>& entries
) {
    for (const ReaderEntry& entry : entries) {
        HAKO_TRY_ASSIGN(Statement * erase, connection.statement(set.erase_reader_sql));
        erase->bind_blob(1, entry.reader).bind(2, seq);
        HAKO_TRY(erase->run());
    }
    return {};
}

/// Everyone's entry is the first.
std::int64_t public_count(const std::vector<ReaderEntry>& entries) {
    return !entries.empty() && entries.front().reader.empty() ? 1 : 0;
}

void add_public(WriteState& state, const SetInfo& set, std::int64_t change) {
    if (change != 0) {
        state.change_counts(set.number).public_readable += change;
    }
}

std::vector<ReaderEntry>
difference(const std::vector<ReaderEntry>& all, const std::vector<ReaderEntry>& without) {
    std::vector<ReaderEntry> rest;
    std::set_difference(
        all.begin(), all.end(), without.begin(), without.end(), std::back_inserter(rest)
    );
    return rest;
}

}  // namespace

std::string reader_key(ReaderKind kind, const UserId& user) {
    return static_cast<char>(kind) + user_to_blob(user);
}

std::string reader_key(ReaderKind kind, const DeviceKey& device) {
    return static_cast<char>(kind) + std::string(device.bytes());
}

std::vector<ReaderEntry> reader_entries(const Owner& owner, std::string_view permission) {
    if (is_closed(owner, permission)) {
        return {};
    }
    const auto granted = Permission::from_stored(permission);
    Entries entries(granted.public_right());
    for (const auto& [key, right] : granted.keys()) {
        const auto user = UserId::parse(key);
        // The owner has one entry, with all rights.
        if (user && owner != Owner(*user)) {
            entries.add_user(*user, right);
        }
    }
    if (const UserId* user = owner.user()) {
        entries.add_user(*user, Right::rw);
    } else if (const DeviceKey* device = owner.device()) {
        entries.add_device(*device);
    }
    return std::move(entries).sorted();
}

Result<void> insert_readers(
    Connection& connection,
    WriteState& state,
    const SetInfo& set,
    const ReadableItem& item
) {
    const auto entries = reader_entries(item.owner, item.permission);
    HAKO_TRY(insert_all(connection, set, item.seq, entries));
    add_public(state, set, public_count(entries));
    return {};
}

Result<void> erase_readers(
    Connection& connection,
    WriteState& state,
    const SetInfo& set,
    const ReadableItem& item
) {
    const auto entries = reader_entries(item.owner, item.permission);
    HAKO_TRY(erase_all(connection, set, item.seq, entries));
    add_public(state, set, -public_count(entries));
    return {};
}

Result<void> replace_readers(
    Connection& connection,
    WriteState& state,
    const SetInfo& set,
    const ReadableItem& before,
    const ReadableItem& after
) {
    if (before.permission == after.permission && before.owner == after.owner) {
        return {};
    }
    const auto old_entries = reader_entries(before.owner, before.permission);
    const auto new_entries = reader_entries(after.owner, after.permission);
    HAKO_TRY(erase_all(connection, set, before.seq, difference(old_entries, new_entries)));
    HAKO_TRY(insert_all(connection, set, after.seq, difference(new_entries, old_entries)));
    add_public(state, set, public_count(new_entries) - public_count(old_entries));
    return {};
}

}  // namespace hako::sqlite
