// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.hpp"
#include "domain/push/push.hpp"
#include "domain/push/push_gateway.hpp"
#include "json/document.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hako::push {

/// What a caller wants devices to be told, each part under its wire name.
struct Content {
    std::optional<std::string> title;  ///< Android
    std::string message;
    std::optional<std::int64_t> badge;  ///< iOS
    std::string extra_json;             ///< canonical JSON object; empty: none
    std::string collapse_key;           ///< empty: none
    /// `{apns: {headers, payload}, fcm: {…}}`, merged over what the rest makes. A view.
    std::optional<json::Value> raw;
};

/// Makes what the platform's provider is asked to carry (spec app-api.md, "What apps read of a
/// push"). For APNs: `aps.alert`, `aps.badge`, `i`, `j`, and headers; for FCM: a data message of
/// high priority.
///
/// Empty when something is wrong, which is then in `wrong`: `badge`, `collapseKey`, `raw` (both
/// halves are looked at, whatever the platform), or `message` when the whole, encoded and merged,
/// has more than kPushPayloadBytesMax bytes.
std::optional<Payload> make_payload(
    const Content& content,
    Platform platform,
    std::string_view push_project_id,
    Error& wrong
);

}  // namespace hako::push
