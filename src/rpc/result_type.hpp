// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "json/write.hpp"

#include <string>

namespace hako::rpc {

/// How a method's result is written and described. Specialised by the fronts for what they answer:
///
///     template <>
///     struct ResultType<ItemPage> {
///         /// Appends exactly one JSON value.
///         static void write(std::string& out, const ItemPage& page);
///         /// Writes one JSON Schema (draft 7) value.
///         static void schema(json::Writer& writer);
///     };
template <class R>
struct ResultType;

/// The result of a method that returns nothing: the string "OK" (upstream behaviour).
struct Ok {};

inline constexpr Ok kOk{};

template <>
struct ResultType<Ok> {
    static void write(std::string& out, const Ok& result);
    static void schema(json::Writer& writer);
};

}  // namespace hako::rpc
