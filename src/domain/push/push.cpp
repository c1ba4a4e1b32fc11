// SPDX-License-Identifier: Apache-2.0
#include "domain/push/push.hpp"

namespace hako::push {

std::string_view to_string(DeliveryState state) {
    switch (state) {
        case DeliveryState::waiting:
            return "waiting";
        case DeliveryState::sending:
            return "sending";
        case DeliveryState::accepted:
            return "accepted";
        case DeliveryState::failed:
            return "failed";
        case DeliveryState::cancelled:
            return "cancelled";
    }
    return "";
}

std::optional<DeliveryState> parse_delivery_state(std::string_view text) {
    using enum DeliveryState;
    for (const DeliveryState state : {waiting, sending, accepted, failed, cancelled}) {
        if (text == to_string(state)) {
            return state;
        }
    }
    return std::nullopt;
}

std::string_view to_string(PushState state) {
    switch (state) {
        case PushState::wait:
            return "wait";
        case PushState::push:
            return "push";
        case PushState::finish:
            return "finish";
        case PushState::cancel:
            return "cancel";
    }
    return "";
}

}  // namespace hako::push
