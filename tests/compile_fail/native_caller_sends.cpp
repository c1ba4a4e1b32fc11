// SPDX-License-Identifier: Apache-2.0
// An app that registers devices has no right to send to them.
// expect: cannot convert .*NativeCaller
#include "domain/callers.hpp"
#include "domain/push/push_service.hpp"

#include <utility>

#ifdef RIGHT_WAY
using Sender = hako::ManagementCaller;
#else
using Sender = hako::NativeCaller;
#endif

auto use(
    const hako::push::PushService& pushes,
    const Sender& caller,
    hako::push::SendRequest request
) {
    return pushes.send(caller, std::move(request));
}
