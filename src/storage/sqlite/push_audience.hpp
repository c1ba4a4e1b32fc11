// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "domain/push/audience.hpp"
#include "storage/sqlite/planner.hpp"
#include "storage/sqlite/query_sql.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hako::sqlite {

/// An audience's selection as it is stored and bound: see push_contents in the migrations.
struct StoredSelection {
    enum class Kind : std::uint8_t { everyone, users, matching_users, devices };

    Kind kind = Kind::everyone;
    std::string json;
};

/// Of `OfUsers` only the users that exist.
Result<StoredSelection> store_selection(Connection& connection, const push::Selection& selection);

/// A selection together with what answers it. Views all of them.
struct AudienceSource {
    const push::Audience& audience;
    const StoredSelection& selection;
    const SetInfo& users;
    const Plan& plan;  ///< of OfMatchingUsers
};

/// `SELECT <columns> FROM …` of all devices of an audience, found the quickest way: devices as `d`,
/// and with users as `s`, their user.
Sql audience_sql(const AudienceSource& source, std::string_view columns);

/// One device that a frozen audience was looked for in.
struct Candidate {
    std::int64_t device = 0;
    bool is_chosen = false;
};

/// The push whose audience is filled in.
struct FillPlace {
    push::Platform platform = push::Platform::ios;
    push::BuildType build_type = push::BuildType::release;
    std::int64_t after = 0;   ///< devices up to this number were looked at
    std::int64_t newest = 0;  ///< devices with greater numbers are not in it
};

/// The next `rows` devices of the platform and build type, in the order of their numbers, and
/// whether the selection has each; fewer at the end. However few are chosen, it looks at no more
/// than `rows`.
Result<std::vector<Candidate>> next_candidates(
    Connection& connection,
    const SetInfo& users,
    const StoredSelection& selection,
    const FillPlace& place,
    std::int64_t rows
);

}  // namespace hako::sqlite
