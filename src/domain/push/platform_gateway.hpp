// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "domain/push/push_gateway.hpp"

#include <utility>

namespace hako::push {

/// Two gateways as one: each device's message goes to the provider of its platform.
class PlatformGateway final : public PushGateway {
public:
    /// Both outlive it.
    PlatformGateway(PushGateway& ios, PushGateway& android) : ios_(ios), android_(android) {}

    void send(Dispatch dispatch, OutcomeSink& sink) override {
        PushGateway& gateway = dispatch.platform == Platform::ios ? ios_ : android_;
        gateway.send(std::move(dispatch), sink);
    }

private:
    PushGateway& ios_;
    PushGateway& android_;
};

}  // namespace hako::push
