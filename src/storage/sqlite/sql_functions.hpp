// SPDX-License-Identifier: Apache-2.0
#pragma once

struct sqlite3;

namespace hako::sqlite {

/// Gives a connection the functions that our SQL uses. All are deterministic and read only their
/// arguments:
///
/// | function | gives |
/// | --- | --- |
/// | `hako_key(properties, path)` | order key of the property at `path` (`a.b`), of null when
/// missing | | `hako_equals(properties, path, text)` | 1 when the property's equality text is
/// `text`, else 0 | | `hako_contains(properties, path, text)` | 1 when it is an array with an
/// element that is `text` | | `hako_number_key(integer)` | order key of an integer column | |
/// `hako_string_key(text)` | order key of a text column, of null when NULL | | `hako_id_key(letter,
/// seq, tail)` | order key of an id's text; of null when `seq` is NULL | | `hako_id_text(letter,
/// seq, tail)` | an id's text | | `hako_owner_key(owner)` | order key of a user id stored as 16
/// bytes, of null when NULL |
void register_sql_functions(sqlite3* connection);

}  // namespace hako::sqlite
