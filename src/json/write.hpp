// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace hako::json {

/// Appends `text` (UTF-8) as a JSON string, quotes included. Only what JSON requires is escaped.
void append_string(std::string& out, std::string_view text);

void append_integer(std::string& out, std::int64_t value);

/// Writes an object or array piece by piece at the end of a string that outlives it, putting commas
/// where they belong. Whether the pieces make good JSON is not checked: it is for replies, whose
/// shape is fixed in code.
class Writer {
public:
    explicit Writer(std::string& out) : out_(out) {}

    Writer& begin_object();
    Writer& end_object();
    Writer& begin_array();
    Writer& end_array();

    /// The name of the member whose value comes next. Escaped when needed.
    Writer& name(std::string_view name);

    Writer& string(std::string_view text);
    Writer& integer(std::int64_t value);
    Writer& boolean(bool value);
    Writer& null();

    /// A value that is JSON text already (a stored item): spliced in as it is.
    Writer& raw(std::string_view json);

private:
    void separate();

    std::string& out_;
    bool first_ = true;
};

}  // namespace hako::json
