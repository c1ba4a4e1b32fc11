// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rpc/method.hpp"
#include "rpc/wire_error.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hako::rpc {

struct MethodEntry;

/// How parameters may be given: only by name where each call brings its credentials among them.
enum class ParamStructure : std::uint8_t { either, by_name };

/// What an OpenRPC document says besides its methods.
struct ApiDescription {
    std::string title;
    std::string version;
    std::string description;

    /// What every method of the front may answer (a wrong key), added to each method's errors.
    std::vector<ErrorCode> errors;

    /// Of all its methods.
    UnknownParams unknown_params = UnknownParams::refuse;
    ParamStructure param_structure = ParamStructure::either;
};

/// The OpenRPC 1.3 document of `methods`, in their order, on one line: the same bytes for the same
/// declarations. Errors that JSON-RPC defines are not listed, as OpenRPC asks; what is ours and not
/// upstream's has `"x-hako-extension": true`; other names of a parameter are `"x-hako-aliases"`.
std::string openrpc_document(
    const ApiDescription& description,
    WireTable wire,
    std::span<const MethodEntry> methods
);

/// The same JSON, indented by two spaces, with a line feed at its end. `json` must be well-formed.
std::string indented(std::string_view json);

/// Writes the document of the table that was asked: what `rpc.discover` answers.
Task<Result<void>> discover(const Invocation& invocation);

void discover_schema(json::Writer& writer);

/// The method `rpc.discover`, for a front's list.
template <class Caller, class Services>
Method<Caller, Services> discover_method(typename AccessPolicy<Caller>::Rule access) {
    return {
        .name = "rpc.discover",
        .summary = "The OpenRPC document of what this server serves.",
        .access = access,
        .effect = Effect::read,
        .origin = Origin::ours,
        .run =
            Binding<Caller, Services>{
                .fields = {},
                .result_schema = &discover_schema,
                .invoke = &discover,
            },
    };
}

}  // namespace hako::rpc
