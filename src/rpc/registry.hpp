// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rpc/method.hpp"
#include "rpc/openrpc.hpp"
#include "rpc/wire_error.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace hako::rpc {

/// One method with the types of its front taken away.
struct MethodEntry {
    std::string_view name;
    std::string_view summary;
    int access;
    Effect effect;
    Origin origin;
    std::vector<ErrorCode> errors;
    std::span<const Field> fields;
    void (*result_schema)(json::Writer& writer);
    Invoke invoke;
};

/// Whether a caller may use a method with this rule (AccessPolicy, types taken away).
using Permits = Result<void> (*)(int access, const void* caller);

/// The methods of one front: fixed at start-up, then only read, from every thread.
///
/// A method's index is its place in the front's list; it serves as a handle for metrics.
class MethodTable {
public:
    /// A Bug when two methods have one name.
    MethodTable(
        const ApiDescription& description,
        WireTable wire,
        Permits permits,
        std::vector<MethodEntry> methods
    );

    /// The index of the method with exactly this name; empty when there is none.
    [[nodiscard]] std::optional<std::size_t> find(std::string_view name) const;

    /// The name of a method that a mistyped one was probably meant to be; empty when none is near.
    [[nodiscard]] std::optional<std::string_view> nearest(std::string_view name) const;

    [[nodiscard]] const MethodEntry& at(std::size_t index) const;

    [[nodiscard]] std::span<const MethodEntry> methods() const {
        return methods_;
    }

    /// How a refusal is spelt on this front's wire.
    [[nodiscard]] WireError wire_error(ErrorCode code) const {
        return wire_(code);
    }

    [[nodiscard]] Result<void> may_call(const MethodEntry& method, const void* caller) const {
        return permits_(method.access, caller);
    }

    [[nodiscard]] UnknownParams unknown_params() const {
        return unknown_params_;
    }

    /// The OpenRPC document of these methods, on one line. `indented` makes it readable.
    [[nodiscard]] const std::string& openrpc() const {
        return openrpc_;
    }

private:
    WireTable wire_;
    UnknownParams unknown_params_;
    Permits permits_;
    std::vector<MethodEntry> methods_;
    std::vector<std::string_view> names_;
    std::unordered_map<std::string_view, std::size_t> index_;
    std::string openrpc_;
};

/// The methods of the front whose callers are `Caller` and whose methods work with `Services`.
template <class Caller, class Services>
class Registry : public MethodTable {
public:
    Registry(
        const ApiDescription& description,
        WireTable wire,
        const std::vector<Method<Caller, Services>>& methods
    )
        : MethodTable(description, wire, &permits_caller, erase(methods)) {}

private:
    using Rule = typename AccessPolicy<Caller>::Rule;

    static Result<void> permits_caller(int access, const void* caller) {
        return AccessPolicy<Caller>::permits(
            static_cast<Rule>(access), *static_cast<const Caller*>(caller)
        );
    }

    static std::vector<MethodEntry> erase(const std::vector<Method<Caller, Services>>& methods) {
        std::vector<MethodEntry> entries;
        entries.reserve(methods.size());
        for (const auto& method : methods) {
            const auto& run = *method.run;
            entries.push_back({
                .name = *method.name,
                .summary = *method.summary,
                .access = static_cast<int>(*method.access),
                .effect = *method.effect,
                .origin = method.origin,
                .errors = method.errors,
                .fields = run.fields,
                .result_schema = run.result_schema,
                .invoke = run.invoke,
            });
        }
        return entries;
    }
};

}  // namespace hako::rpc
