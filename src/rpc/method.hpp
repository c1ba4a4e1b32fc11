// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/task.hpp"
#include "rpc/params.hpp"
#include "rpc/result_type.hpp"

#include <concepts>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

/// The declaration of one method, as one file of a front holds it:
///
///     namespace {
///
///     struct Params { ... };
///     constexpr auto kParams = rpc::params<Params>(...);
///
///     Task<Result<rpc::Ok>> run(Params params, const ManagementCaller& caller, Services& services)
///     {
///         HAKO_CO_TRY(co_await services.collections.drop(caller, *params.collection));
///         co_return rpc::kOk;
///     }
///
///     }  // namespace
///
///     rpc::Method<ManagementCaller, Services> collection_drop() {
///         return {
///             .name = "Collection.drop",
///             .summary = "Delete a collection and all its items.",
///             .access = Access::management_key,
///             .effect = rpc::Effect::write,
///             .run = rpc::bind<kParams, run>,
///         };
///     }
///
/// A declaration without name, summary, access rule, effect or run does not compile.
///
/// Params may have a member `void check(const Caller& caller, Error& wrong)`, for what no parameter
/// alone shows (a query and its bind parameters, a rule of the caller's backend): it adds what is
/// wrong to `wrong`. It is called after the decoding in any case, so that all wrong parameters are
/// told at once; a field that was not decoded then holds its default.
namespace hako::rpc {

/// What a call does to stored data; it decides which calls of a batch may be under way together.
enum class Effect : std::uint8_t {
    read,        ///< changes nothing; sees all writes before it, so it is awaited alone
    write,       ///< consecutive ones are started in order, together, to share a group commit
    slow_write,  ///< hashes a password first, or changes who is logged in; awaited alone, so that
                 ///< nothing overtakes it
};

/// Who may call. A front specialises it for its type of caller:
///
///     template <>
///     struct AccessPolicy<ManagementCaller> {
///         using Rule = Access;  // an enum class
///         /// Asked before the parameters are looked at.
///         static Result<void> permits(Rule rule, const ManagementCaller& caller);
///     };
template <class Caller>
struct AccessPolicy;

/// A member that a declaration cannot leave out: it has no default.
template <class T>
class Declared {
public:
    template <class U = T>
        requires(std::convertible_to<U &&, T> && !std::same_as<std::remove_cvref_t<U>, Declared>)
    constexpr Declared(U&& value) : value_(std::forward<U>(value)) {}

    [[nodiscard]] constexpr const T& operator*() const {
        return value_;
    }

private:
    T value_;
};

class MethodTable;

/// One call on its way into a method, types taken away.
struct Invocation {
    const MethodTable& methods;
    const void* caller;
    void* services;
    const std::optional<json::Value>& params;
    UnknownParams unknown_params;

    /// The result's JSON is appended here, on success only.
    std::string& out;
};

using Invoke = Task<Result<void>> (*)(const Invocation& invocation);

/// A run function together with its parameters and result, types taken away. Made by `bind`.
template <class Caller, class Services>
struct Binding {
    std::span<const Field> fields;
    void (*result_schema)(json::Writer& writer) = nullptr;
    Invoke invoke = nullptr;
};

/// One method of a front.
template <class Caller, class Services>
// NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): what is Declared must be given.
struct Method {
    /// The wire's name. A constant, as `summary`.
    Declared<std::string_view> name;

    /// One line for the OpenRPC document.
    Declared<std::string_view> summary;
    Declared<typename AccessPolicy<Caller>::Rule> access;
    Declared<Effect> effect;
    Origin origin = Origin::upstream;

    /// What it may refuse with besides JSON-RPC's own errors, for the OpenRPC document.
    std::vector<ErrorCode> errors = {};
    Declared<Binding<Caller, Services>> run;
};

namespace detail {

template <class R>
Task<Result<void>> write_when_done(Task<Result<R>> task, std::string& out) {
    auto result = co_await std::move(task);
    HAKO_CO_TRY(result);
    ResultType<R>::write(out, *result);
    co_return Result<void>();
}

template <class R>
Task<Result<void>> write_result(Task<Result<R>> task, std::string& out) {
    if (!task.await_ready()) {
        return write_when_done(std::move(task), out);
    }
    auto result = task.await_resume();
    if (!result) {
        return Task<Result<void>>::ready(std::move(result).error());
    }
    ResultType<R>::write(out, *result);
    return Task<Result<void>>::ready(Result<void>());
}

template <class Params, class Caller>
Result<void> check_params(Result<void> decoded, Params& params, const Caller& caller) {
    if constexpr (requires(Error& wrong) { params.check(caller, wrong); }) {
        Error wrong = decoded ? Error(ErrorCode::invalid_params) : std::move(decoded).error();
        params.check(caller, wrong);
        return wrong.params().empty() ? Result<void>() : Result<void>(std::move(wrong));
    }
    return decoded;
}

inline Result<void>
decode(std::span<const Field> fields, const Invocation& invocation, void* params) {
    return decode_params(fields, invocation.params, invocation.unknown_params, params);
}

template <class Run>
struct RunTraits;

template <class R, class Params, class Caller, class Services>
struct RunTraits<Task<Result<R>> (*)(Params, const Caller&, Services&)> {
    using ParamsType = Params;
    using BindingType = Binding<Caller, Services>;

    template <const auto& List, auto Run>
    static Task<Result<void>> invoke(const Invocation& invocation) {
        Params params{};
        const auto& caller = *static_cast<const Caller*>(invocation.caller);
        auto decoded = check_params(decode(kFields<List>, invocation, &params), params, caller);
        if (!decoded) {
            return Task<Result<void>>::ready(std::move(decoded).error());
        }
        auto& services = *static_cast<Services*>(invocation.services);
        return write_result<R>(Run(std::move(params), caller, services), invocation.out);
    }

    template <const auto& List, auto Run>
    static constexpr BindingType bind() {
        static_assert(
            std::is_same_v<Params, typename std::remove_cvref_t<decltype(List)>::ParamsType>,
            "the list and the run function must be about the same Params"
        );
        static_assert(kFields<List>.size() <= kFieldsMax);
        static_assert(are_names_distinct(kFields<List>), "a parameter is named twice");
        return {
            .fields = kFields<List>,
            .result_schema = &ResultType<R>::schema,
            .invoke = &invoke<List, Run>,
        };
    }
};

}  // namespace detail

/// Joins a field list and a function `Task<Result<R>> run(Params, const Caller&, Services&)`; that
/// they fit each other is checked by the compiler. Caller and services outlive the call.
template <const auto& List, auto Run>
// NOLINTNEXTLINE(readability-identifier-naming): it is used as a function is.
inline constexpr auto bind = detail::RunTraits<decltype(Run)>::template bind<List, Run>();

}  // namespace hako::rpc
