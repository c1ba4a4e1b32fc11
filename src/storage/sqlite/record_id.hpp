// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/random.hpp"
#include "base/uuid.hpp"

#include <cstdint>

namespace hako::sqlite {

/// How a UUID is stored: as the row's integer key, which keeps the order of the ids, and the rest.
/// A row is found by its id without an index of ids.
///
/// `seq` is the UUID's first 48 bits (time, in version 7), the 12 bits after the version, and the
/// first 3 bits after the variant; `tail` is the version and the remaining 59 bits. Together they
/// are the whole UUID, of any version.
struct RecordId {
    std::int64_t seq = 0;
    std::int64_t tail = 0;

    static RecordId of(Uuid uuid);

    [[nodiscard]] Uuid uuid() const;
};

/// Makes an id of version 7 (RFC 9562, section 5.7) that is greater than the last, also when the
/// clock stands or goes back. `last_seq` is the greatest key ever given in this set; it is moved
/// on.
RecordId next_record_id(Random& random, UnixMillis now, std::int64_t& last_seq);

}  // namespace hako::sqlite
