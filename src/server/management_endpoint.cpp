// SPDX-License-Identifier: Apache-2.0
#include "server/management_endpoint.hpp"

#include "api/error_table.hpp"
#include "http/client_address.hpp"
#include "rpc/dispatch.hpp"
#include "server/logged_calls.hpp"

#include <utility>
#include <variant>

namespace hako::server {
namespace {

constexpr std::string_view kPathPrefix = "/manage/json-rpc/";
constexpr std::string_view kKeyHeader = "x-monaca-backend-management-api-key";
constexpr std::string_view kForwardedHeader = "x-forwarded-for";

}  // namespace

/// One request that showed a right key.
class ManagementEndpoint::CallAdmission final : public LoggedCalls {
public:
    CallAdmission(ManagementEndpoint& endpoint, ManagementCaller caller)
        : LoggedCalls(
              {.methods = endpoint.parts_.registry,
               .metrics = endpoint.calls_,
               .log = endpoint.parts_.log,
               .random = endpoint.parts_.random}
          ),
          endpoint_(endpoint),
          caller_(std::move(caller)) {}

    Task<void> answer(const http::Request& request, http::Response& response) override {
        begin(request.request_id());
        response.content_type = "application/json";
        Parts& parts = endpoint_.parts_;
        const rpc::Context<ManagementCaller, api::management::Services> context{
            .registry = parts.registry,
            .caller = caller_,
            .services = parts.services,
            .observer = *this,
            .clock = parts.clock,
        };
        co_await rpc::answer(request.body(), context, document_, response.body);
        if (response.body.empty()) {
            response.status = 204;
            response.content_type = {};
        }
    }

private:
    ManagementEndpoint& endpoint_;
    ManagementCaller caller_;
    json::Document document_;
};

ManagementEndpoint::ManagementEndpoint(const Parts& parts)
    : parts_(parts),
      calls_(parts.metrics, parts.registry, "management"),
      refusals_(parts.metrics) {}

bool ManagementEndpoint::serves(std::string_view path) const {
    return path.starts_with(kPathPrefix);
}

std::unique_ptr<LoggedAdmission>
ManagementEndpoint::admit(const http::RequestHead& head, http::Response& refusal) {
    if (head.verb() != http::Verb::post) {
        refusal.add_header("Allow", "POST");
        fill_rpc_error(
            refusal,
            405,
            rpc::kInvalidRequest.code,
            rpc::kInvalidRequest.message,
            "http",
            "Only POST is answered here."
        );
        return nullptr;
    }
    // Without trusted proxies the header is not looked at, so it is not collected either.
    const auto forwarded = parts_.trusted_proxies.empty() ? std::vector<std::string_view>()
                                                          : head.header_lines(kForwardedHeader);
    const auto client = http::client_address(head.peer(), forwarded, parts_.trusted_proxies);
    auto judged = parts_.directory.authenticate_management(
        head.path().substr(kPathPrefix.size()), head.header(kKeyHeader).value_or(""), client
    );
    if (const auto* refused = std::get_if<backends::Refused>(&judged)) {
        refuse(head, *refused, refusal);
        return nullptr;
    }
    auto admission =
        std::make_unique<CallAdmission>(*this, std::get<ManagementCaller>(std::move(judged)));
    admission->client = client;
    return admission;
}

void ManagementEndpoint::refuse(
    const http::RequestHead& head,
    const backends::Refused& refused,
    http::Response& refusal
) {
    refusals_.count(refused.reason);
    parts_.log.write(
        LogLevel::info,
        "key refused",
        {{"request", head.request_id()}, {"reason", backends::to_string(refused.reason)}}
    );
    if (refused.retry_after) {
        const auto wire = api::wire_error(ErrorCode::rate_limited);
        fill_rpc_error(
            refusal, 429, wire.code, wire.message, "key", "Too many wrong keys. Try again later."
        );
        refusal.add_header("Retry-After", std::to_string(refused.retry_after->count()));
        return;
    }
    const auto wire = api::wire_error(ErrorCode::api_key_invalid);
    fill_rpc_error(refusal, 401, wire.code, wire.message);
}

}  // namespace hako::server
