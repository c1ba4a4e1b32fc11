// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/management/front.hpp"
#include "domain/backends/directory.hpp"
#include "server/call_metrics.hpp"
#include "server/endpoint.hpp"

#include <vector>

namespace hako::server {

/// `POST /manage/json-rpc/{backendId}`: the Backend Management API.
///
/// One request, in order: the path picks the backend; the key is judged by the head alone, before a
/// byte of the body is kept; then the body is decoded and its calls are run as that caller.
class ManagementEndpoint final : public Endpoint {
public:
    struct Parts {
        const api::management::Registry& registry;
        api::management::Services& services;
        backends::Directory& directory;
        const std::vector<IpRange>& trusted_proxies;
        const Clock& clock;
        Random& random;
        Log& log;
        Metrics& metrics;
    };

    explicit ManagementEndpoint(const Parts& parts);

    [[nodiscard]] bool serves(std::string_view path) const override;

    std::unique_ptr<LoggedAdmission> admit(const http::RequestHead& head, http::Response& refusal)
        override;

private:
    class CallAdmission;

    void refuse(
        const http::RequestHead& head,
        const backends::Refused& refused,
        http::Response& refusal
    );

    Parts parts_;
    CallMetrics calls_;
    KeyRefusalMetrics refusals_;
};

}  // namespace hako::server
