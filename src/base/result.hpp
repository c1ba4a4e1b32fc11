// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/check.hpp"
#include "base/error.hpp"

#include <concepts>
#include <type_traits>
#include <utility>
#include <variant>

namespace hako {

/// Either a value or a refusal. Dropping one does not compile (it is [[nodiscard]] and warnings are
/// errors); reading the side that is not there is a Bug. A subset of std::expected<T, Error>.
template <class T>
class [[nodiscard]] Result {
public:
    using value_type = T;

    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

    template <class U = T>
        requires(std::constructible_from<T, U &&> && !std::same_as<std::remove_cvref_t<U>, Result> && !std::same_as<std::remove_cvref_t<U>, Error>)
    explicit(!std::convertible_to<U&&, T>) Result(U&& value)
        : state_(std::in_place_index<0>, std::forward<U>(value)) {}

    [[nodiscard]] bool has_value() const {
        return state_.index() == 0;
    }

    explicit operator bool() const {
        return has_value();
    }

    T& value() & {
        require_value();
        return *std::get_if<0>(&state_);
    }

    const T& value() const& {
        require_value();
        return *std::get_if<0>(&state_);
    }

    T&& value() && {
        require_value();
        return std::move(*std::get_if<0>(&state_));
    }

    T& operator*() & {
        return value();
    }

    const T& operator*() const& {
        return value();
    }

    T&& operator*() && {
        return std::move(*this).value();
    }

    T* operator->() {
        return &value();
    }

    const T* operator->() const {
        return &value();
    }

    Error& error() & {
        require_error();
        return *std::get_if<1>(&state_);
    }

    const Error& error() const& {
        require_error();
        return *std::get_if<1>(&state_);
    }

    Error&& error() && {
        require_error();
        return std::move(*std::get_if<1>(&state_));
    }

private:
    void require_value() const {
        check(has_value(), "value of a Result that holds an error");
    }

    void require_error() const {
        check(!has_value(), "error of a Result that holds a value");
    }

    std::variant<T, Error> state_;
};

/// A refusal, or nothing to say.
template <>
class [[nodiscard]] Result<void> {
public:
    using value_type = void;

    Result() = default;

    Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

    [[nodiscard]] bool has_value() const {
        return state_.index() == 0;
    }

    explicit operator bool() const {
        return has_value();
    }

    void value() const {
        check(has_value(), "value of a Result that holds an error");
    }

    Error& error() & {
        check(!has_value(), "error of a Result that holds a value");
        return *std::get_if<1>(&state_);
    }

    const Error& error() const& {
        check(!has_value(), "error of a Result that holds a value");
        return *std::get_if<1>(&state_);
    }

    Error&& error() && {
        check(!has_value(), "error of a Result that holds a value");
        return std::move(*std::get_if<1>(&state_));
    }

private:
    std::variant<std::monostate, Error> state_;
};

}  // namespace hako

#define HAKO_CONCAT_INNER(a, b) a##b
#define HAKO_CONCAT(a, b) HAKO_CONCAT_INNER(a, b)

#define HAKO_TRY_WITH(leave, expr)                    \
    do {                                              \
        auto&& hako_try_result = (expr);              \
        if (!hako_try_result.has_value()) {           \
            leave std::move(hako_try_result).error(); \
        }                                             \
    } while (false)

#define HAKO_TRY_ASSIGN_WITH(leave, holder, decl, expr) \
    auto holder = (expr);                               \
    if (!holder.has_value()) {                          \
        leave std::move(holder).error();                \
    }                                                   \
    decl = std::move(holder).value()

/// Returns the error of `expr` from the enclosing function, if it has one.
#define HAKO_TRY(expr) HAKO_TRY_WITH(return, expr)

/// Declares `decl` as the value of `expr`, or returns its error from the enclosing function.
#define HAKO_TRY_ASSIGN(decl, expr) \
    HAKO_TRY_ASSIGN_WITH(return, HAKO_CONCAT(hako_result_, __LINE__), decl, expr)

/// The same two for coroutines, which leave by `co_return`.
#define HAKO_CO_TRY(expr) HAKO_TRY_WITH(co_return, expr)
#define HAKO_CO_TRY_ASSIGN(decl, expr) \
    HAKO_TRY_ASSIGN_WITH(co_return, HAKO_CONCAT(hako_result_, __LINE__), decl, expr)
