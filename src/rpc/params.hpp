// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "json/document.hpp"
#include "json/write.hpp"
#include "rpc/param_type.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

/// The field list of a method: written once, it makes the decoder, the report of all wrong
/// parameters, and the OpenRPC schema.
///
///     struct Params {
///         rpc::Given<CollectionName> collection;
///         std::int64_t page = 1;
///         std::optional<std::string> criteria;
///     };
///
///     constexpr auto kParams = rpc::params<Params>(
///         rpc::required("collectionName", &Params::collection),
///         rpc::optional("page", &Params::page).about("From 1."),
///         rpc::optional("criteria", &Params::criteria).ours()
///     );
///
/// The order is that of the parameters by position. A field that is not given keeps its default.
namespace hako::rpc {

enum class Presence : std::uint8_t { required, optional };

/// Whether upstream's reference has it, or Hako adds it (marked in the OpenRPC document).
enum class Origin : std::uint8_t { upstream, ours };

/// One parameter and the member of Params it fills.
template <class Params, class T>
struct Param {
    std::string_view name;
    T Params::* member;
    Presence presence = Presence::required;
    Origin origin = Origin::upstream;
    std::string_view other_name = {};
    std::string_view description = {};

    /// Another name that is taken for it: upstream's misspelling, or an older name.
    [[nodiscard]] constexpr Param alias(std::string_view other) const {
        Param copy = *this;
        copy.other_name = other;
        return copy;
    }

    /// Marks it as an extension of upstream's method.
    [[nodiscard]] constexpr Param ours() const {
        Param copy = *this;
        copy.origin = Origin::ours;
        return copy;
    }

    /// What it means, for the OpenRPC document.
    [[nodiscard]] constexpr Param about(std::string_view text) const {
        Param copy = *this;
        copy.description = text;
        return copy;
    }
};

template <class Params, class T>
constexpr Param<Params, T> required(std::string_view name, T Params::* member) {
    return {.name = name, .member = member, .presence = Presence::required};
}

/// null means "not given", unless the type says otherwise (kNullIsValue).
template <class Params, class T>
constexpr Param<Params, T> optional(std::string_view name, T Params::* member) {
    return {.name = name, .member = member, .presence = Presence::optional};
}

template <class Params, class... T>
struct ParamList {
    using ParamsType = Params;

    std::tuple<Param<Params, T>...> list;
};

template <class Params, class... T>
constexpr ParamList<Params, T...> params(Param<Params, T>... list) {
    return {{list...}};
}

/// For methods without parameters: `rpc::bind<rpc::kNoParams, run>`.
struct NoParams {};

inline constexpr ParamList<NoParams> kNoParams{};

/// One parameter with the types taken away: what the decoder and the OpenRPC document work on.
struct Field {
    std::string_view name;
    std::string_view other_name;
    std::string_view description;
    Presence presence;
    Origin origin;
    bool null_is_value;

    /// Fills this parameter's member of the Params at `params`; false: wrong, and `why` says it.
    bool (*decode)(json::Value value, void* params, std::string& why);
    void (*schema)(json::Writer& writer);
};

/// More parameters than any method has; it bounds the decoder's stack.
inline constexpr std::size_t kFieldsMax = 24;

/// Fills the Params at `out` from a call's params: an object, an array (by position), or nothing.
///
/// Fails with invalid_params, naming every wrong parameter at once, in the order of `fields`, then
/// the first few unknown ones with the nearest known name. A parameter given by an alias is
/// reported under its proper name; too many by position are reported under `params`.
Result<void>
decode_params(std::span<const Field> fields, const std::optional<json::Value>& params, void* out);

namespace detail {

template <const auto& List, std::size_t Index>
bool decode_field(json::Value value, void* params, std::string& why) {
    using Params = typename std::remove_cvref_t<decltype(List)>::ParamsType;
    constexpr auto kMember = std::get<Index>(List.list).member;
    auto& field = static_cast<Params*>(params)->*kMember;
    auto decoded = ParamType<std::remove_cvref_t<decltype(field)>>::decode(value, why);
    if (!decoded) {
        return false;
    }
    field = *std::move(decoded);
    return true;
}

template <class Params, class T>
constexpr Field
erase(const Param<Params, T>& param, bool (*decode)(json::Value, void*, std::string&)) {
    return {
        .name = param.name,
        .other_name = param.other_name,
        .description = param.description,
        .presence = param.presence,
        .origin = param.origin,
        .null_is_value = kNullIsValue<T>,
        .decode = decode,
        .schema = &ParamType<T>::schema,
    };
}

template <const auto& List, std::size_t... Index>
constexpr std::array<Field, sizeof...(Index)> make_fields(std::index_sequence<Index...>) {
    return {erase(std::get<Index>(List.list), &decode_field<List, Index>)...};
}

constexpr bool are_names_distinct(std::span<const Field> fields) {
    for (std::size_t i = 0; i < fields.size(); ++i) {
        for (std::size_t j = 0; j < fields.size(); ++j) {
            const bool same_name = i < j && fields[i].name == fields[j].name;
            if (same_name || fields[i].name == fields[j].other_name) {
                return false;
            }
        }
    }
    return true;
}

template <const auto& List>
inline constexpr auto kFields = make_fields<List>(
    std::make_index_sequence<std::tuple_size_v<std::remove_cvref_t<decltype(List.list)>>>()
);

}  // namespace detail

}  // namespace hako::rpc
