// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "json/document.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace hako::json {

/// The order of values across types (spec management-api.md, "sorting"; monaql.md): missing and
/// null, false, true, numbers by value, strings by code point, arrays and objects (which rank
/// alike).
///
/// An order key is a byte string that compares (memcmp, shorter first) as its values are ordered,
/// and is equal exactly when the values rank alike: numbers exactly, whatever their spelling. The
/// first byte is the rank. Databases store and compare it as it is, so every engine sorts alike.
enum class Rank : std::uint8_t {
    null = 0x10,  ///< also a property that does not exist
    boolean_false = 0x20,
    boolean_true = 0x28,
    number = 0x30,
    string = 0x40,
    composite = 0x50,  ///< an array or an object
};

void append_order_key(std::string& out, Value value);

/// The key of a missing property or null.
void append_null_order_key(std::string& out);

/// The key of a number given as its JSON text, of any length. Small integers take 3 or 4 bytes.
void append_number_order_key(std::string& out, std::string_view number);

/// The key of a string given as UTF-8.
void append_string_order_key(std::string& out, std::string_view text);

/// The text by which arrays and objects are compared whole (spec monaql.md): member names sorted,
/// numbers in one spelling for each value, strings with one escaping. Two values are `==` exactly
/// when these texts are equal. For every kind of value.
void append_equality_text(std::string& out, Value value);

}  // namespace hako::json
