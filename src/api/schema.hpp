// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "json/write.hpp"

#include <initializer_list>
#include <string_view>
#include <utility>

/// Pieces of JSON Schema (draft 7) that describe parameters and results of the fronts.
namespace hako::api::schema {

using Write = void (*)(json::Writer& writer);

/// A member's name and what writes its schema.
using Member = std::pair<std::string_view, Write>;

/// `{"type": "…"}`
void write_type(json::Writer& writer, std::string_view type);

void string(json::Writer& writer);
void integer(json::Writer& writer);
void boolean(json::Writer& writer);
void object(json::Writer& writer);

/// An object that has all of these members, and maybe more.
void write_object(json::Writer& writer, std::initializer_list<Member> members);

void write_array(json::Writer& writer, Write element);

/// One of these strings.
void write_choice(json::Writer& writer, std::initializer_list<std::string_view> choices);

}  // namespace hako::api::schema
