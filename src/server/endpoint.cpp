// SPDX-License-Identifier: Apache-2.0
#include "server/endpoint.hpp"

#include "api/error_table.hpp"
#include "rpc/reply.hpp"

#include <algorithm>
#include <exception>
#include <utility>
#include <vector>

namespace hako::server {
namespace {

constexpr std::string_view kJson = "application/json";

}  // namespace

std::string_view words_of(http::HttpError error) {
    using http::HttpError;
    switch (error) {
        case HttpError::bad_request:
            return "This is not a request in strict HTTP/1.1.";
        case HttpError::request_timeout:
            return "The request did not arrive in time.";
        case HttpError::body_too_large:
            return "The body is too large: 16 MiB at most.";
        case HttpError::target_too_long:
            return "The request's target is too long.";
        case HttpError::expectation_failed:
            return "Only the expectation 100-continue is met.";
        case HttpError::address_busy:
            return "Too many connections from this address.";
        case HttpError::head_too_large:
            return "The request's head is too large: 16 KiB and 100 lines at most.";
        case HttpError::internal:
            return "A bug; the log has the story under the request id.";
        case HttpError::method_unknown:
            return "This HTTP method is not known.";
        case HttpError::server_busy:
            return "Too many connections. Try again later.";
        case HttpError::draining:
            return "The server is shutting down.";
        case HttpError::version_unsupported:
            return "Only HTTP/1.1 and HTTP/1.0 are spoken.";
    }
    return {};
}

namespace {

rpc::WireError wire_error_of(http::HttpError error) {
    switch (error) {
        case http::HttpError::address_busy:
            return api::wire_error(ErrorCode::rate_limited);
        case http::HttpError::internal:
        case http::HttpError::server_busy:
        case http::HttpError::draining:
            return rpc::kInternalError;
        case http::HttpError::bad_request:
        case http::HttpError::request_timeout:
        case http::HttpError::body_too_large:
        case http::HttpError::target_too_long:
        case http::HttpError::expectation_failed:
        case http::HttpError::head_too_large:
        case http::HttpError::method_unknown:
        case http::HttpError::version_unsupported:
            return rpc::kInvalidRequest;
    }
    return rpc::kInternalError;
}

std::string story_of(const std::exception_ptr& bug) {
    try {
        std::rethrow_exception(bug);
    } catch (const std::exception& thrown) {
        return thrown.what();
    } catch (...) {
        return "something that is no std::exception";
    }
}

}  // namespace

Endpoints::Endpoints(
    std::vector<Endpoint*> endpoints,
    Log& log,
    RequestLog request_log,
    Metrics& metrics
)
    : endpoints_(std::move(endpoints)),
      log_(log),
      request_log_(request_log),
      requests_(metrics.counter("hako_http_requests", "HTTP requests that were answered.")),
      http_errors_(metrics.counter(
          "hako_http_errors",
          "HTTP requests that were refused before any method was looked at: limits, bad HTTP."
      )),
      bytes_in_(metrics.counter("hako_http_received_bytes", "Bytes of requests, heads included.")),
      bytes_out_(metrics.counter("hako_http_sent_bytes", "Bytes of replies, heads included.")) {}

std::unique_ptr<http::Admission>
Endpoints::admit(const http::RequestHead& head, http::Response& refusal) {
    for (Endpoint* endpoint : endpoints_) {
        if (endpoint->serves(head.path())) {
            return endpoint->admit(head, refusal);
        }
    }
    fill_rpc_error(
        refusal,
        404,
        rpc::kInvalidRequest.code,
        rpc::kInvalidRequest.message,
        "path",
        "Nothing is served here."
    );
    return nullptr;
}

void Endpoints::describe_error(
    const http::RequestHead* head,
    http::HttpError error,
    http::Response& response
) {
    const rpc::WireError wire = wire_error_of(error);
    fill_rpc_error(response, response.status, wire.code, wire.message, "http", words_of(error));
    if (error == http::HttpError::address_busy) {
        response.add_header("Retry-After", "1");
    }
    if (head == nullptr) {
        return;
    }
    for (Endpoint* endpoint : endpoints_) {
        if (endpoint->serves(head->path())) {
            endpoint->amend_error(*head, error, response);
            return;
        }
    }
}

void Endpoints::finished(
    const http::RequestHead* head,
    const http::Response& response,
    const http::Outcome& outcome
) {
    requests_.add();
    bytes_in_.add(outcome.bytes_in);
    bytes_out_.add(outcome.bytes_out);
    if (outcome.error) {
        http_errors_.add();
    }
    if (outcome.bug) {
        log_.write(
            LogLevel::error,
            "bug",
            {{"request", outcome.request_id}, {"what", std::string_view(story_of(outcome.bug))}}
        );
    }
    if (request_log_ == RequestLog::off || !log_.is_on(LogLevel::info)) {
        return;
    }
    const auto* admission = static_cast<const LoggedAdmission*>(outcome.admission);
    const std::string client =
        admission != nullptr && admission->client ? admission->client->text() : outcome.peer.text();
    const auto milliseconds = std::chrono::duration<double, std::milli>(outcome.duration).count();
    log_.write(
        LogLevel::info,
        "request",
        {
            {"request", outcome.request_id},
            {"client", std::string_view(client)},
            {"verb", head != nullptr ? http::to_string(head->verb()) : std::string_view("-")},
            {"path", head != nullptr ? head->path() : std::string_view("-")},
            {"status", static_cast<std::int64_t>(response.status)},
            {"called",
             admission != nullptr ? std::string_view(admission->called) : std::string_view()},
            {"code", static_cast<std::int64_t>(admission != nullptr ? admission->code : 0)},
            {"milliseconds", milliseconds},
            {"bytes_in", static_cast<std::int64_t>(outcome.bytes_in)},
            {"bytes_out", static_cast<std::int64_t>(outcome.bytes_out)},
        }
    );
}

void fill_rpc_error(
    http::Response& response,
    int status,
    int code,
    std::string_view message,
    std::string_view about,
    std::string_view text
) {
    response.status = status;
    response.content_type = kJson;
    response.body.clear();
    std::vector<ParamError> data;
    if (!about.empty()) {
        data.push_back({std::string(about), PublicText(std::string(text))});
    }
    rpc::append_error(response.body, "null", {code, message}, data);
}

}  // namespace hako::server
