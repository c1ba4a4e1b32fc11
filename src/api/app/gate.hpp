// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/app/front.hpp"
#include "domain/sessions/authenticator.hpp"
#include "rpc/call_gate.hpp"

#include <memory>
#include <optional>

namespace hako::api::app {

/// Reads who calls out of each call's params: `__api_key`, `__device`, `__session`. A value of
/// another kind than a string is a wrong one.
class AppGate final : public rpc::Gate<AppCaller> {
public:
    /// `backend` is the one that the path names; null: there is none. `authenticator` outlives it.
    AppGate(std::shared_ptr<const backends::Entry> backend, sessions::Authenticator& authenticator)
        : backend_(std::move(backend)), authenticator_(authenticator) {}

    Result<void> admit(const std::optional<json::Value>& params) override;

    Task<Result<AppCaller>> enter(const std::optional<json::Value>& params, Access rule) override;

private:
    const std::shared_ptr<const backends::Entry> backend_;
    sessions::Authenticator& authenticator_;
};

}  // namespace hako::api::app
