// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/task.hpp"
#include "domain/callers.hpp"
#include "domain/devices/device_service.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// What upstream's native frameworks call to register a device for push: no JSON-RPC, but a form
/// and a small JSON answer.
namespace hako::api::native {

enum class Call : std::uint8_t { register_device, unregister };

/// A path of this front.
struct Target {
    Call call = Call::register_device;
    std::string_view push_project_id;  ///< as it stands in the path
};

/// Empty for a path that is none.
std::optional<Target> parse_path(std::string_view path);

/// What is answered: an HTTP status and a JSON body.
struct Answer {
    int status = 200;
    std::string body;
    std::string private_detail;  ///< for the log; empty when there is nothing to tell
};

/// `{"status":"ok"}`
Answer ok();

/// `{"status":"error","message":…}`
Answer refusal(int status, std::string_view message);

/// Does what the call asks for. 400 tells each wrong field by its name; 503 when it cannot be
/// stored now. `caller`, `body` and `devices` outlive the task.
Task<Answer> answer(
    Call call,
    const NativeCaller& caller,
    std::string_view body,
    const devices::DeviceService& devices
);

}  // namespace hako::api::native
