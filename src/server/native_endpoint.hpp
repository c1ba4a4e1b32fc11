// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "api/native/front.hpp"
#include "domain/backends/directory.hpp"
#include "domain/devices/registration_limiter.hpp"
#include "server/endpoint.hpp"

#include <vector>

namespace hako::server {

/// `POST /v1/push/register/{pushProjectId}` and `/v1/push/unregister/{pushProjectId}`: how apps
/// register for push.
///
/// One request, in order: the path picks the backend, or 404; the address and the push project are
/// counted, or 429; then the form is read and stored.
class NativeEndpoint final : public Endpoint {
public:
    struct Parts {
        const devices::DeviceService& devices;
        const backends::Directory& directory;
        devices::RegistrationLimiter::Options limits;
        const std::vector<IpRange>& trusted_proxies;
        const Clock& clock;
        Log& log;
        Metrics& metrics;
    };

    explicit NativeEndpoint(const Parts& parts);

    [[nodiscard]] bool serves(std::string_view path) const override;

    std::unique_ptr<LoggedAdmission> admit(const http::RequestHead& head, http::Response& refusal)
        override;

private:
    class CallAdmission;

    const Parts parts_;
    devices::RegistrationLimiter limiter_;
    Counter& registered_;
    Counter& unregistered_;
    Counter& refused_;
    Counter& limited_;
};

}  // namespace hako::server
