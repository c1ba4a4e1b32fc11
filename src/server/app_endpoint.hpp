// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/app/front.hpp"
#include "domain/backends/directory.hpp"
#include "domain/sessions/authenticator.hpp"
#include "server/call_metrics.hpp"
#include "server/endpoint.hpp"

#include <memory>
#include <vector>

namespace hako::server {

/// `POST /json-rpc/{backendId}`: the app API.
///
/// The path picks the backend; who calls is read out of each call. Every answer is HTTP 200, also
/// of what HTTP itself refuses: upstream's SDK throws any other away. A browser is told what the
/// backend's `allowedOrigins` allow; a backend that does not exist answers any.
class AppEndpoint final : public Endpoint {
public:
    struct Parts {
        const api::app::Registry& registry;
        const api::app::UseCases& use_cases;
        sessions::Authenticator& authenticator;
        const backends::Directory& directory;
        const std::vector<IpRange>& trusted_proxies;
        const Clock& clock;
        Random& random;
        Log& log;
        Metrics& metrics;
    };

    explicit AppEndpoint(const Parts& parts);

    [[nodiscard]] bool serves(std::string_view path) const override;

    std::unique_ptr<LoggedAdmission> admit(const http::RequestHead& head, http::Response& refusal)
        override;

    void amend_error(const http::RequestHead& head, http::HttpError error, http::Response& response)
        override;

private:
    class CallAdmission;

    [[nodiscard]] std::shared_ptr<const backends::Entry> backend_of(const http::RequestHead& head
    ) const;

    const Parts parts_;
    CallMetrics calls_;
};

}  // namespace hako::server
