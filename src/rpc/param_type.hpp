// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "json/document.hpp"
#include "json/write.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace hako::rpc {

/// How one C++ type is read from a parameter and described in the OpenRPC document. Specialised
/// here for the plain types and by the fronts for the domain's:
///
///     template <>
///     struct ParamType<CollectionName> {
///         /// Empty when the value is wrong; then `why` is a whole sentence for the caller.
///         static std::optional<CollectionName> decode(json::Value value, std::string& why);
///         /// Writes one JSON Schema (draft 7) value.
///         static void schema(json::Writer& writer);
///         /// Only when null is a value of its own even for an optional parameter.
///         static constexpr bool kNullIsValue = true;
///     };
template <class T>
struct ParamType;

/// Whether null given for an optional parameter of this type reaches `decode` (otherwise it means
/// "not given").
template <class T>
inline constexpr bool kNullIsValue = requires { requires ParamType<T>::kNullIsValue; };

template <>
struct ParamType<std::string> {
    static std::optional<std::string> decode(json::Value value, std::string& why);
    static void schema(json::Writer& writer);
};

/// A JSON number of integral value (`10`, `10.0` and `1e1` alike) that fits 64 bits, never a
/// string.
template <>
struct ParamType<std::int64_t> {
    static std::optional<std::int64_t> decode(json::Value value, std::string& why);
    static void schema(json::Writer& writer);
};

template <>
struct ParamType<bool> {
    static std::optional<bool> decode(json::Value value, std::string& why);
    static void schema(json::Writer& writer);
};

/// Any JSON value, viewed where it stands: it is valid until the method's answer is complete.
template <>
struct ParamType<json::Value> {
    static std::optional<json::Value> decode(json::Value value, std::string& why);
    static void schema(json::Writer& writer);
};

/// As T; the field is empty when the parameter is not given.
template <class T>
struct ParamType<std::optional<T>> {
    static constexpr bool kNullIsValue = rpc::kNullIsValue<T>;

    static std::optional<std::optional<T>> decode(json::Value value, std::string& why) {
        auto decoded = ParamType<T>::decode(value, why);
        if (!decoded) {
            return std::nullopt;
        }
        return std::optional<std::optional<T>>(std::in_place, std::move(decoded));
    }

    static void schema(json::Writer& writer) {
        ParamType<T>::schema(writer);
    }
};

/// A required parameter whose type has no default (a name or id that exists only when valid). The
/// dispatcher fills it before the method runs; reading it earlier is undefined.
template <class T>
class Given {
public:
    Given() = default;

    explicit Given(T value) : value_(std::move(value)) {}

    const T& operator*() const& {
        return *value_;
    }

    T&& operator*() && {
        return *std::move(value_);
    }

    const T* operator->() const {
        return &*value_;
    }

private:
    std::optional<T> value_;
};

/// As T, with T's schema.
template <class T>
struct ParamType<Given<T>> {
    static std::optional<Given<T>> decode(json::Value value, std::string& why) {
        auto decoded = ParamType<T>::decode(value, why);
        if (!decoded) {
            return std::nullopt;
        }
        return Given<T>(*std::move(decoded));
    }

    static void schema(json::Writer& writer) {
        ParamType<T>::schema(writer);
    }
};

}  // namespace hako::rpc
