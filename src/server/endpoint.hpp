// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/log.hpp"
#include "base/metrics.hpp"
#include "base/random.hpp"
#include "http/handler.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace hako::server {

/// One request as the log tells it; the handlers below fill what they know.
class LoggedAdmission : public http::Admission {
public:
    /// Who asks, behind trusted proxies; empty when that cannot be known.
    std::optional<IpAddress> client;
    /// What was called: `User.list`, or `batch of 12`; empty for what is no JSON-RPC.
    std::string called;
    /// The wire's error code, of a batch that of its first error; 0 is success.
    int code = 0;
};

/// What answers some paths of a listener.
class Endpoint {
public:
    virtual ~Endpoint() = default;

    /// Whether a request to this path is for it.
    [[nodiscard]] virtual bool serves(std::string_view path) const = 0;

    /// As http::Handler::admit.
    virtual std::unique_ptr<LoggedAdmission>
    admit(const http::RequestHead& head, http::Response& refusal) = 0;

    /// Changes the reply to a request to one of its paths that HTTP itself refused, which is worded
    /// already. Must not throw.
    virtual void amend_error(
        const http::RequestHead& /*head*/,
        http::HttpError /*error*/,
        http::Response& /*response*/
    ) {}
};

/// What a refusal by HTTP means, in a sentence for the caller.
std::string_view words_of(http::HttpError error);

/// A listener's handler: gives each request to the endpoint that serves its path, words what HTTP
/// itself refuses as JSON-RPC errors, writes the request log.
class Endpoints final : public http::Handler {
public:
    enum class RequestLog { off, on };

    Endpoints(std::vector<Endpoint*> endpoints, Log& log, RequestLog request_log, Metrics& metrics);

    std::unique_ptr<http::Admission> admit(const http::RequestHead& head, http::Response& refusal)
        override;
    void describe_error(
        const http::RequestHead* head,
        http::HttpError error,
        http::Response& response
    ) override;
    void finished(
        const http::RequestHead* head,
        const http::Response& response,
        const http::Outcome& outcome
    ) override;

private:
    const std::vector<Endpoint*> endpoints_;
    Log& log_;
    const RequestLog request_log_;
    Counter& requests_;
    Counter& http_errors_;
    Counter& bytes_in_;
    Counter& bytes_out_;
};

/// Fills a JSON-RPC error with id null as the reply. `about` and `text` are its `data`, when given.
void fill_rpc_error(
    http::Response& response,
    int status,
    int code,
    std::string_view message,
    std::string_view about = {},
    std::string_view text = {}
);

}  // namespace hako::server
