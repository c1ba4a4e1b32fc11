// SPDX-License-Identifier: Apache-2.0
#include "storage/sqlite/sqlite_error.hpp"

#include <sqlite3.h>

#include <string>

namespace hako::sqlite {

Trouble trouble_of(int sqlite_code) {
    switch (sqlite_code & 0xFF) {
        case SQLITE_FULL:
            return Trouble::disk_full;
        case SQLITE_IOERR:
        case SQLITE_CANTOPEN:
        case SQLITE_READONLY:
        case SQLITE_PERM:
            return Trouble::io;
        case SQLITE_INTERRUPT:
            return Trouble::interrupted;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            return Trouble::corrupt;
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
        case SQLITE_PROTOCOL:
            return Trouble::busy;
        default:
            return Trouble::other;
    }
}

std::string_view to_string(Trouble trouble) {
    switch (trouble) {
        case Trouble::disk_full:
            return "disk full";
        case Trouble::io:
            return "input/output error";
        case Trouble::interrupted:
            return "interrupted";
        case Trouble::corrupt:
            return "corrupt database";
        case Trouble::busy:
            return "busy";
        case Trouble::other:
            return "database error";
    }
    return "database error";
}

Error error_of(sqlite3* connection, int sqlite_code, std::string_view doing) {
    std::string detail(doing);
    detail += ": ";
    detail += to_string(trouble_of(sqlite_code));
    detail += " (SQLite " + std::to_string(sqlite_code) + ", ";
    detail += connection != nullptr ? sqlite3_errmsg(connection) : sqlite3_errstr(sqlite_code);
    detail += ")";
    return Error::unavailable(PrivateDetail(std::move(detail)));
}

}  // namespace hako::sqlite
