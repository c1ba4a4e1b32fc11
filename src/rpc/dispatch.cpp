// SPDX-License-Identifier: Apache-2.0
#include "rpc/dispatch.hpp"

#include "rpc/message.hpp"
#include "rpc/reply.hpp"

#include <fmt/format.h>

#include <coroutine>
#include <cstddef>
#include <exception>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

namespace hako::rpc {
namespace {

/// A call whose method exists.
struct Planned {
    Call call;
    std::size_t method;
};

/// What is to be done about one body or element: run it, or answer that it cannot be.
using Plan = std::variant<Planned, Refused>;

/// Answers what is no call, and tells of it.
void answer_refused(const Exchange& exchange, const Refused& refused, std::string& out) {
    append_error(out, refused.id, refused.error, refused.data);
    exchange.observer.call_ended({.code = refused.error.code});
}

/// The plan of a call that its credentials rule out. A notification of one is over here.
std::optional<Plan> plan_refusal(const Exchange& exchange, const Call& call, const Error& error) {
    const WireError wire = exchange.methods.wire_error(error.code());
    if (!call.id) {
        exchange.observer.call_ended({.code = wire.code, .kind = CallKind::notification});
        return std::nullopt;
    }
    return Refused{.error = wire, .id = *call.id, .data = error.params()};
}

/// Finds the method. A notification of an unknown one is over here: its plan is empty.
std::optional<Plan> plan_call(const Exchange& exchange, const Call& call) {
    if (exchange.gate != nullptr) {
        const auto admitted = exchange.gate->admit(call.params);
        if (!admitted) {
            return plan_refusal(exchange, call, admitted.error());
        }
    }
    std::string scratch;
    const auto name = call.method.string(scratch);
    if (const auto method = exchange.methods.find(name)) {
        return Planned{.call = call, .method = *method};
    }
    if (!call.id) {
        exchange.observer.call_ended({.code = kMethodNotFound.code, .kind = CallKind::notification}
        );
        return std::nullopt;
    }
    Refused refused{.error = kMethodNotFound, .id = *call.id, .data = {}};
    if (const auto nearest = exchange.methods.nearest(name)) {
        refused.data.push_back(
            {"method", PublicText(fmt::format("Unknown method. Did you mean {}?", *nearest))}
        );
    }
    return refused;
}

std::optional<Plan> plan_element(const Exchange& exchange, json::Value element) {
    auto decoded = decode_call(element);
    if (auto* refused = std::get_if<Refused>(&decoded)) {
        return std::move(*refused);
    }
    return plan_call(exchange, std::get<Call>(decoded));
}

/// Asks whether the caller may, then decodes the parameters and runs the method.
Task<Result<void>> enter_method(
    const Exchange& exchange,
    const Planned& planned,
    const void* caller,
    std::string& out
) {
    const MethodEntry& method = exchange.methods.at(planned.method);
    auto permitted = exchange.methods.may_call(method, caller);
    if (!permitted) {
        return Task<Result<void>>::ready(std::move(permitted));
    }
    const Invocation invocation{
        .methods = exchange.methods,
        .caller = caller,
        .services = exchange.services,
        .params = planned.call.params,
        .unknown_params = exchange.methods.unknown_params(),
        .out = out,
    };
    return method.invoke(invocation);
}

/// As enter_method, by the caller that the gate makes of the call; it lives as long as the call.
Task<Result<void>>
enter_through_gate(const Exchange& exchange, const Planned& planned, std::string& out) {
    const MethodEntry& method = exchange.methods.at(planned.method);
    auto entering = exchange.gate->enter_as(planned.call.params, method.access);
    auto caller = co_await std::move(entering);
    if (!caller) {
        co_return std::move(caller).error();
    }
    auto running = enter_method(exchange, planned, caller->get(), out);
    co_return co_await std::move(running);
}

/// Runs one call and appends its reply; nothing for a notification. This is the request boundary:
/// whatever the method throws ends here.
Task<void> run_call(Exchange exchange, Planned planned, std::string& out) {
    const auto started = exchange.clock.steady_now();
    const std::string_view id = planned.call.id.value_or("null");
    const std::size_t begin = out.size();
    CallReport report{.method = planned.method};
    Result<void> result;
    std::optional<std::string> thrown;
    try {
        append_result_begin(out, id);
        Task<Result<void>> task = exchange.gate != nullptr
                                      ? enter_through_gate(exchange, planned, out)
                                      : enter_method(exchange, planned, exchange.caller, out);
        result = co_await std::move(task);
        append_result_end(out);
    } catch (const std::exception& bug) {
        thrown = bug.what();
    } catch (...) {
        thrown = "an exception of an unknown type";
    }
    if (thrown) {
        const std::string_view name = exchange.methods.at(planned.method).name;
        const std::string incident = exchange.observer.bug_caught(name, *thrown);
        report.code = kInternalError.code;
        out.resize(begin);
        append_bug(out, id, incident);
    } else if (!result) {
        const WireError error = exchange.methods.wire_error(result.error().code());
        report.code = error.code;
        report.refusal = &result.error();
        out.resize(begin);
        append_error(out, id, error, result.error().params(), result.error().retry_after());
    }
    if (!planned.call.id) {
        report.kind = CallKind::notification;
        out.resize(begin);
    }
    report.duration = exchange.clock.steady_now() - started;
    exchange.observer.call_ended(report);
}

/// Waits until as many tasks as were started have ended. For one thread only.
class Countdown {
public:
    explicit Countdown(std::size_t open) : open_(open) {}

    /// The last one resumes whoever waits, who may destroy this object.
    void end_one(std::exception_ptr bug) {
        if (bug) {
            bug_ = std::move(bug);
        }
        if (--open_ == 0 && waiting_) {
            waiting_.resume();
        }
    }

    [[nodiscard]] bool await_ready() const noexcept {
        return open_ == 0;
    }

    void await_suspend(std::coroutine_handle<> waiting) noexcept {
        waiting_ = waiting;
    }

    void await_resume() const {
        if (bug_) {
            std::rethrow_exception(bug_);
        }
    }

private:
    std::size_t open_;
    std::coroutine_handle<> waiting_;
    std::exception_ptr bug_;
};

/// An element of a batch that waits to be started with its neighbours, and its reply.
struct Element {
    Plan plan;
    std::string out;
};

Task<void> run_element(const Exchange& exchange, Element& element) {
    if (const auto* planned = std::get_if<Planned>(&element.plan)) {
        return run_call(exchange, *planned, element.out);
    }
    answer_refused(exchange, std::get<Refused>(element.plan), element.out);
    return Task<void>::ready();
}

/// Starts all elements in order and waits for all of them. They must not be moved meanwhile.
Task<void> run_together(const Exchange& exchange, std::vector<Element>& elements) {
    Countdown countdown(elements.size());
    for (auto& element : elements) {
        // Even when a start fails for want of memory, those before it are under way and hold
        // references into this frame.
        try {
            start(run_element(exchange, element), [&countdown](std::exception_ptr bug) {
                countdown.end_one(std::move(bug));
            });
        } catch (...) {
            countdown.end_one(std::current_exception());
        }
    }
    co_await countdown;
}

/// The array of a batch's replies, put together in `out`; none at all when there are no replies.
class BatchReply {
public:
    explicit BatchReply(std::string& out) : out_(out) {}

    /// Makes room for one more reply, which may turn out to be none.
    std::string& begin_element() {
        element_begin_ = out_.size();
        out_.push_back(any_ ? ',' : '[');
        return out_;
    }

    void end_element() {
        if (out_.size() == element_begin_ + 1) {
            out_.resize(element_begin_);
        } else {
            any_ = true;
        }
    }

    void append(const std::string& reply) {
        begin_element().append(reply);
        end_element();
    }

    void finish() {
        if (any_) {
            out_.push_back(']');
        }
    }

private:
    std::string& out_;
    std::size_t element_begin_ = 0;
    bool any_ = false;
};

/// Whether an element can be started before the ones in front of it have ended.
bool joins_neighbours(const Exchange& exchange, const Plan& plan) {
    const auto* planned = std::get_if<Planned>(&plan);
    return !planned || exchange.methods.at(planned->method).effect == Effect::write;
}

Task<void>
finish_writes(const Exchange& exchange, std::vector<Element>& writes, BatchReply& reply) {
    Task<void> all = run_together(exchange, writes);
    co_await std::move(all);
    for (const auto& element : writes) {
        reply.append(element.out);
    }
    writes.clear();
}

Task<void> answer_batch(Batch batch, Exchange exchange, std::string& out) {
    BatchReply reply(out);
    std::vector<Element> writes;
    for (const auto value : batch.elements) {
        auto plan = plan_element(exchange, value);
        if (!plan) {
            continue;
        }
        if (joins_neighbours(exchange, *plan)) {
            writes.push_back({.plan = *std::move(plan), .out = {}});
            continue;
        }
        if (!writes.empty()) {
            Task<void> before = finish_writes(exchange, writes, reply);
            co_await std::move(before);
        }
        const Planned& planned = std::get<Planned>(*plan);
        Task<void> alone = run_call(exchange, planned, reply.begin_element());
        co_await std::move(alone);
        reply.end_element();
    }
    Task<void> rest = finish_writes(exchange, writes, reply);
    co_await std::move(rest);
    reply.finish();
}

}  // namespace

Task<void>
answer(std::string_view body, Exchange exchange, json::Document& document, std::string& out) {
    Message message = decode_message(body, document);
    if (const auto* batch = std::get_if<Batch>(&message)) {
        return answer_batch(*batch, exchange, out);
    }
    std::optional<Plan> plan;
    if (const auto* call = std::get_if<Call>(&message)) {
        plan = plan_call(exchange, *call);
    } else {
        plan = std::get<Refused>(std::move(message));
    }
    if (!plan) {
        return Task<void>::ready();
    }
    if (const auto* planned = std::get_if<Planned>(&*plan)) {
        return run_call(exchange, *planned, out);
    }
    answer_refused(exchange, std::get<Refused>(*plan), out);
    return Task<void>::ready();
}

}  // namespace hako::rpc
