// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/task.hpp"
#include "json/document.hpp"
#include "rpc/call_gate.hpp"
#include "rpc/observer.hpp"
#include "rpc/registry.hpp"

#include <string>
#include <string_view>

namespace hako::rpc {

/// Who calls what: everything an answer needs besides the body. All of it outlives the answer.
template <class Caller, class Services>
struct Context {
    const Registry<Caller, Services>& registry;
    const Caller& caller;
    Services& services;
    Observer& observer;
    const Clock& clock;
};

/// As Context, for a front whose callers are proved by each call's own parameters.
template <class Caller, class Services>
struct GatedContext {
    const Registry<Caller, Services>& registry;
    Gate<Caller>& gate;
    Services& services;
    Observer& observer;
    const Clock& clock;
};

/// A Context or GatedContext with the types of its front taken away: it has a caller or a gate.
struct Exchange {
    const MethodTable& methods;
    const void* caller;
    CallGate* gate;
    void* services;
    Observer& observer;
    const Clock& clock;
};

/// As the template below.
Task<void>
answer(std::string_view body, Exchange exchange, json::Document& document, std::string& out);

/// Answers one body: a call, a batch or what is neither. The reply is appended to `out`; nothing is
/// appended when there is none (a body of notifications only).
///
/// The calls of a batch run in order and succeed or fail alone, each in its own transaction;
/// consecutive writes are under way together, and whatever follows sees them. A method that throws
/// is answered -32603 with an incident id, and ends nothing but itself.
///
/// `body`, `document` and `out` outlive the task; `document` is overwritten, `out` may move while
/// it waits. Everything resumes on the thread that awaits.
template <class Caller, class Services>
Task<void> answer(
    std::string_view body,
    const Context<Caller, Services>& context,
    json::Document& document,
    std::string& out
) {
    const Exchange exchange{
        .methods = context.registry,
        .caller = &context.caller,
        .gate = nullptr,
        .services = &context.services,
        .observer = context.observer,
        .clock = context.clock,
    };
    return answer(body, exchange, document, out);
}

/// As above. The gate is asked for each call, of a batch too, in this order: what it says of the
/// parameters alone, whether there is such a method, who the caller is, whether it may, the
/// method's parameters.
template <class Caller, class Services>
Task<void> answer(
    std::string_view body,
    const GatedContext<Caller, Services>& context,
    json::Document& document,
    std::string& out
) {
    const Exchange exchange{
        .methods = context.registry,
        .caller = nullptr,
        .gate = &context.gate,
        .services = &context.services,
        .observer = context.observer,
        .clock = context.clock,
    };
    return answer(body, exchange, document, out);
}

}  // namespace hako::rpc
