// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/metrics.hpp"
#include "server/endpoint.hpp"
#include "server/health.hpp"

namespace hako::server {

/// `GET /health/live`, `/health/ready` and `/metrics`, for whoever watches the process.
class HealthEndpoint final : public Endpoint {
public:
    HealthEndpoint(const Health& health, Metrics& metrics) : health_(health), metrics_(metrics) {}

    [[nodiscard]] bool serves(std::string_view path) const override;

    std::unique_ptr<LoggedAdmission> admit(const http::RequestHead& head, http::Response& refusal)
        override;

private:
    const Health& health_;
    Metrics& metrics_;
};

}  // namespace hako::server
