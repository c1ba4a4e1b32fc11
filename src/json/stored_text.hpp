// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace hako::json {

/// Functions over stored objects: texts that Hako wrote itself (canonical, read whole before, and
/// whose top-level member names are plain: `[A-Za-z][A-Za-z0-9_]*`, never escaped). They look for a
/// property without parsing the whole, and may misread a text that is not so; never give them a
/// caller's.

/// The raw text of the value at `path` (one name, or more for `a.b`); empty when it does not exist.
/// Only objects are reached into.
std::optional<std::string_view>
find_stored(std::string_view object, std::span<const std::string> path);

/// Appends the order key (order_key.hpp) of the value at `path`; a missing one has the key of null.
void append_stored_order_key(
    std::string& out,
    std::string_view object,
    std::span<const std::string> path
);

/// The order key of one value given as its stored raw text.
void append_raw_order_key(std::string& out, std::string_view raw);

/// Calls `visit(name, raw_value)` for each top-level member.
template <class Visit>
void for_each_stored(std::string_view object, Visit visit);

/// Reads the top-level member that starts at `at` (just after `{` or `,`): its name and raw value.
/// Moves `at` behind the following comma; false at the end of the object.
bool next_stored(
    std::string_view object,
    std::size_t& at,
    std::string_view& name,
    std::string_view& raw_value
);

/// The object `stored` with the members of `changes` put over it (both stored texts): a member that
/// is in both takes the place of the old one, the others follow in their order. Values are spliced.
std::string merge_stored(std::string_view stored, std::string_view changes);

template <class Visit>
void for_each_stored(std::string_view object, Visit visit) {
    std::size_t at = 1;
    std::string_view name;
    std::string_view raw_value;
    while (next_stored(object, at, name, raw_value)) {
        visit(name, raw_value);
    }
}

}  // namespace hako::json
