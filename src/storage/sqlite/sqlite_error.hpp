// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.hpp"

#include <string_view>

struct sqlite3;

namespace hako::sqlite {

/// What a failed call of SQLite means for us. The one place where its codes are read.
enum class Trouble {
    disk_full,    ///< no room; works again when there is
    io,           ///< the disk or file system failed
    interrupted,  ///< stopped by us: the time for a query was over
    corrupt,      ///< the file is not a good database
    busy,         ///< another process or connection holds it
    other,        ///< a bug of ours, or out of memory
};

Trouble trouble_of(int sqlite_code);

std::string_view to_string(Trouble trouble);

/// The refusal for a failed call: `unavailable`, with SQLite's story as private detail.
/// `doing` says what was tried ("commit", "open hako.db").
Error error_of(sqlite3* connection, int sqlite_code, std::string_view doing);

}  // namespace hako::sqlite
