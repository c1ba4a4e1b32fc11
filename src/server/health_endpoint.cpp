// SPDX-License-Identifier: Apache-2.0
#include "server/health_endpoint.hpp"

#include "json/write.hpp"
#include "rpc/wire_error.hpp"

namespace hako::server {
namespace {

constexpr std::string_view kLive = "/health/live";
constexpr std::string_view kReady = "/health/ready";
constexpr std::string_view kMetrics = "/metrics";

class HealthAdmission final : public LoggedAdmission {
public:
    HealthAdmission(const Health& health, Metrics& metrics) : health_(health), metrics_(metrics) {}

    Task<void> answer(const http::Request& request, http::Response& response) override {
        if (request.path() == kMetrics) {
            response.content_type = "application/openmetrics-text; version=1.0.0; charset=utf-8";
            response.body = metrics_.page();
        } else if (request.path() == kReady) {
            fill(response, health_.is_ready() ? 200 : 503, health_.state());
        } else {
            fill(response, 200, "live");
        }
        return Task<void>::ready();
    }

private:
    static void fill(http::Response& response, int status, std::string_view state) {
        response.status = status;
        response.content_type = "application/json";
        json::Writer(response.body).begin_object().name("status").string(state).end_object();
    }

    const Health& health_;
    Metrics& metrics_;
};

}  // namespace

bool HealthEndpoint::serves(std::string_view path) const {
    return path == kLive || path == kReady || path == kMetrics;
}

std::unique_ptr<LoggedAdmission>
HealthEndpoint::admit(const http::RequestHead& head, http::Response& refusal) {
    if (head.verb() != http::Verb::get && head.verb() != http::Verb::head) {
        refusal.add_header("Allow", "GET, HEAD");
        fill_rpc_error(
            refusal,
            405,
            rpc::kInvalidRequest.code,
            rpc::kInvalidRequest.message,
            "http",
            "Only GET is answered here."
        );
        return nullptr;
    }
    return std::make_unique<HealthAdmission>(health_, metrics_);
}

}  // namespace hako::server
