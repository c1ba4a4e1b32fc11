// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "base/task.hpp"
#include "json/document.hpp"
#include "rpc/method.hpp"

#include <memory>
#include <optional>
#include <utility>

namespace hako::rpc {

/// Who calls, where each call says it among its own parameters. Types taken away; see Gate.
class CallGate {
public:
    virtual ~CallGate() = default;

    /// What can be said at once, before the method is looked for.
    virtual Result<void> admit(const std::optional<json::Value>& params) = 0;

    /// The caller of an admitted call, for a method with the access rule `access`.
    virtual Task<Result<std::shared_ptr<const void>>>
    enter_as(const std::optional<json::Value>& params, int access) = 0;
};

/// The same, with the type of a front's callers. One request's; used on one thread.
template <class Caller>
class Gate : public CallGate {
public:
    /// `params` lives until the call's answer is complete.
    virtual Task<Result<Caller>>
    enter(const std::optional<json::Value>& params, typename AccessPolicy<Caller>::Rule rule) = 0;

    Task<Result<std::shared_ptr<const void>>>
    enter_as(const std::optional<json::Value>& params, int access) final {
        auto entering = enter(params, static_cast<typename AccessPolicy<Caller>::Rule>(access));
        auto caller = co_await std::move(entering);
        if (!caller) {
            co_return std::move(caller).error();
        }
        co_return std::shared_ptr<const void>(std::make_shared<const Caller>(*std::move(caller)));
    }
};

}  // namespace hako::rpc
