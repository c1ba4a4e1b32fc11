// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "json/document.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hako::push {

/// The parameter `raw` of Push.send, checked: what a caller adds to the providers' requests by
/// itself. Views the parameter.
struct Raw {
    std::vector<std::pair<std::string, std::string>> apns_headers;  ///< names in lower case
    std::optional<json::Value> apns_payload;                        ///< an object
    std::optional<json::Value> fcm_message;                         ///< an object
};

/// Empty when it says what only Hako may say (whom it goes to, with which right, and what names the
/// push project and the extra JSON), or has not the shape of the providers' requests; `why` is then
/// a whole sentence that names the place.
std::optional<Raw> read_raw(json::Value value, std::string& why);

/// Appends the object `base` with `over` merged in: objects member by member, at every depth;
/// anything else of `over` takes the place of what was there.
void append_merged(std::string& out, json::Value base, json::Value over);

}  // namespace hako::push
