// SPDX-License-Identifier: Apache-2.0
#include "http/http_error.hpp"

#include <array>

namespace hako::http {
namespace {

struct Row {
    int status;
    std::string_view name;
};

// In the order of the enumerators.
constexpr std::array<Row, 12> kRows{{
    {400, "bad_request"},
    {408, "request_timeout"},
    {413, "body_too_large"},
    {414, "target_too_long"},
    {417, "expectation_failed"},
    {429, "address_busy"},
    {431, "head_too_large"},
    {500, "internal"},
    {501, "method_unknown"},
    {503, "server_busy"},
    {503, "draining"},
    {505, "version_unsupported"},
}};

static_assert(kRows.size() == static_cast<std::size_t>(HttpError::version_unsupported) + 1);

}  // namespace

int status_of(HttpError error) {
    return kRows.at(static_cast<std::size_t>(error)).status;
}

std::string_view to_string(HttpError error) {
    return kRows.at(static_cast<std::size_t>(error)).name;
}

}  // namespace hako::http
