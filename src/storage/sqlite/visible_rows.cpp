// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/visible_rows.hpp"

#include "storage/sqlite/reader_entries.hpp"

namespace hako::sqlite {

VisibleRows::VisibleRows(const Visibility& visibility)
    : needs_write_(visibility.need == Visibility::Need::read_and_write) {
    ranges_.push_back({});
    const auto add = [&](ReaderKind user_kind, ReaderKind device_kind) {
        std::string user;
        if (visibility.identity.user) {
            user = reader_key(user_kind, *visibility.identity.user);
            ranges_.push_back({user, {}});
        }
        // An item of the device may be granted to the user as well.
        ranges_.push_back({reader_key(device_kind, visibility.identity.device), std::move(user)});
    };
    add(ReaderKind::user, ReaderKind::device);
    if (needs_write_) {
        add(ReaderKind::user_of_public, ReaderKind::device_of_public);
    }
}

void VisibleRows::add_from(Sql& sql, const SetInfo& set) const {
    sql.add(" FROM ").add(set.readers_table).add(" AS v");
}

void VisibleRows::add_reader(Sql& sql, std::string_view row, const std::string& reader) const {
    sql.add(row).add(".reader = ").bind(Sql::Blob{reader});
    if (needs_write_) {
        sql.add(" AND ").add(row).add(".rights = 3");
    }
}

void VisibleRows::add_range(Sql& sql, const SetInfo& set, std::size_t range) const {
    add_reader(sql, "v", ranges_[range].reader);
    if (!ranges_[range].but_not_of.empty()) {
        sql.add(" AND NOT EXISTS (SELECT 1 FROM ").add(set.readers_table).add(" AS o WHERE ");
        add_reader(sql, "o", ranges_[range].but_not_of);
        sql.add(" AND o.seq = v.seq)");
    }
}

void VisibleRows::add_whole_range(Sql& sql, std::size_t range) const {
    sql.add("v.reader = ").bind(Sql::Blob{ranges_[range].reader});
}

void VisibleRows::add_condition(Sql& sql, const SetInfo& set, std::string_view seq) const {
    sql.add("EXISTS (SELECT 1 FROM ").add(set.readers_table).add(" AS v WHERE v.reader IN (");
    for (std::size_t i = 0; i < ranges_.size(); ++i) {
        sql.add(i == 0 ? "" : ", ").bind(Sql::Blob{ranges_[i].reader});
    }
    sql.add(") AND v.seq = ").add(seq).add(needs_write_ ? " AND v.rights = 3)" : ")");
}

}  // namespace hako::sqlite
