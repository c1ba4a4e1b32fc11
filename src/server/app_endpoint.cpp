// SPDX-License-Identifier: Apache-2.0
#include "server/app_endpoint.hpp"

#include "api/app/gate.hpp"
#include "base/limits.hpp"
#include "http/client_address.hpp"
#include "rpc/dispatch.hpp"
#include "rpc/reply.hpp"
#include "server/cross_origin.hpp"
#include "server/logged_calls.hpp"

#include <optional>
#include <string>
#include <utility>

namespace hako::server {
namespace {

constexpr std::string_view kPathPrefix = "/json-rpc/";
constexpr std::string_view kForwardedHeader = "x-forwarded-for";
constexpr std::string_view kSessionHeader = "X-Set-Monaca-Cloud-Session";

void add_cross_origin_headers_of(
    const backends::Entry* backend,
    const http::RequestHead& head,
    http::Response& response
) {
    static const backends::Settings of_no_backend;
    const auto& settings = backend != nullptr ? backend->backend.settings : of_no_backend;
    add_cross_origin_headers(head, settings.allowed_origins, response);
}

/// What a refusal by HTTP is for an app.
ErrorCode code_of(http::HttpError error) {
    using http::HttpError;
    switch (error) {
        case HttpError::body_too_large:
            return ErrorCode::rate_limited;
        case HttpError::address_busy:
        case HttpError::server_busy:
        case HttpError::draining:
            return ErrorCode::busy;
        case HttpError::internal:
            return ErrorCode::unavailable;
        case HttpError::bad_request:
        case HttpError::request_timeout:
        case HttpError::target_too_long:
        case HttpError::expectation_failed:
        case HttpError::head_too_large:
        case HttpError::method_unknown:
        case HttpError::version_unsupported:
            return ErrorCode::invalid_params;
    }
    return ErrorCode::unavailable;
}

}  // namespace

/// One request, whoever makes it: its calls are judged one by one.
class AppEndpoint::CallAdmission final : public LoggedCalls {
public:
    CallAdmission(AppEndpoint& endpoint, std::shared_ptr<const backends::Entry> backend)
        : LoggedCalls(
              {.methods = endpoint.parts_.registry,
               .metrics = endpoint.calls_,
               .log = endpoint.parts_.log,
               .random = endpoint.parts_.random}
          ),
          parts_(endpoint.parts_),
          backend_(std::move(backend)) {}

    Task<void> answer(const http::Request& request, http::Response& response) override {
        begin(request.request_id());
        api::app::AppGate gate(backend_, parts_.authenticator);
        api::app::RequestScope scope{.client = client, .new_session = std::nullopt};
        api::app::Services services{parts_.use_cases, scope};
        const rpc::GatedContext<AppCaller, api::app::Services> context{
            .registry = parts_.registry,
            .gate = gate,
            .services = services,
            .observer = *this,
            .clock = parts_.clock,
        };
        co_await rpc::answer(request.body(), context, document_, response.body);
        response.content_type = "application/json";
        add_cross_origin_headers_of(backend_.get(), request, response);
        if (scope.new_session) {
            response.add_header(kSessionHeader, std::string(scope.new_session->reveal()));
        }
    }

private:
    const Parts& parts_;
    const std::shared_ptr<const backends::Entry> backend_;
    json::Document document_;
};

AppEndpoint::AppEndpoint(const Parts& parts)
    : parts_(parts), calls_(parts.metrics, parts.registry, "app") {}

bool AppEndpoint::serves(std::string_view path) const {
    return path.starts_with(kPathPrefix);
}

std::shared_ptr<const backends::Entry> AppEndpoint::backend_of(const http::RequestHead& head
) const {
    return parts_.directory.find(head.path().substr(kPathPrefix.size()));
}

std::unique_ptr<LoggedAdmission>
AppEndpoint::admit(const http::RequestHead& head, http::Response& refusal) {
    auto backend = backend_of(head);
    if (head.verb() == http::Verb::options) {
        add_cross_origin_headers_of(backend.get(), head, refusal);
        add_preflight_headers(head, refusal);
        return nullptr;
    }
    if (head.verb() != http::Verb::post) {
        fill_rpc_error(
            refusal,
            200,
            rpc::kInvalidRequest.code,
            rpc::kInvalidRequest.message,
            "http",
            "Only POST is answered here."
        );
        add_cross_origin_headers_of(backend.get(), head, refusal);
        return nullptr;
    }
    const auto forwarded = parts_.trusted_proxies.empty() ? std::vector<std::string_view>()
                                                          : head.header_lines(kForwardedHeader);
    auto admission = std::make_unique<CallAdmission>(*this, std::move(backend));
    admission->client = http::client_address(head.peer(), forwarded, parts_.trusted_proxies);
    return admission;
}

void AppEndpoint::amend_error(
    const http::RequestHead& head,
    http::HttpError error,
    http::Response& response
) {
    const auto code = code_of(error);
    const std::vector<ParamError> data{{"http", PublicText(std::string(words_of(error)))}};
    const auto wire =
        code == ErrorCode::invalid_params ? rpc::kInvalidRequest : api::app::wire_error(code);
    const auto retry_after =
        code == ErrorCode::busy ? std::optional(limits::kBusyRetryMillis) : std::nullopt;
    response.status = 200;
    response.body.clear();
    rpc::append_error(response.body, "null", wire, data, retry_after);
    add_cross_origin_headers_of(backend_of(head).get(), head, response);
}

}  // namespace hako::server
