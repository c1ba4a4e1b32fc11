// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/task.hpp"
#include "http/http_error.hpp"
#include "http/request.hpp"
#include "http/response.hpp"

#include <chrono>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <string_view>

namespace hako::http {

/// A request that a handler let in by its head. Lives until its reply was written.
class Admission {
public:
    virtual ~Admission() = default;

    /// Called once, on the connection's I/O thread, when the body is complete. `request` and
    /// `response` outlive the task. The task may wait for other threads; it goes on on this one.
    virtual Task<void> answer(const Request& request, Response& response) = 0;
};

/// How one request ended.
struct Outcome {
    /// What answered the request; null when it was refused. The object that `admit` made.
    const Admission* admission = nullptr;
    /// Also when there is no head.
    std::string_view request_id;
    IpAddress peer;
    /// From the last byte of the request (refused by its head: from its head) until the reply was
    /// handed to the kernel.
    std::chrono::nanoseconds duration{0};
    /// As on the wire, heads included.
    std::size_t bytes_in = 0;
    std::size_t bytes_out = 0;
    /// What this room refused by itself; empty when the handler answered.
    std::optional<HttpError> error;
    /// With HttpError::internal: what came out of the handler.
    std::exception_ptr bug;
};

/// What a listener does with requests. One object serves all I/O threads at the same time.
class Handler {
public:
    virtual ~Handler() = default;

    /// Called when the head is complete, before the body is read or `100 Continue` is sent. Empty:
    /// refused, and `refusal` is the reply; the body is then not kept. Must not block.
    virtual std::unique_ptr<Admission> admit(const RequestHead& head, Response& refusal) = 0;

    /// Fills content type, body and further headers of a reply that this room makes by itself; the
    /// status is set already, and may be set otherwise. `head` is null when it could not be read.
    /// Must not throw.
    virtual void describe_error(const RequestHead* head, HttpError error, Response& response) = 0;

    /// Called once for each reply, when it was handed to the kernel or the peer was gone, for logs
    /// and metrics. `head` is null when it could not be read. Must not throw.
    virtual void
    finished(const RequestHead* head, const Response& response, const Outcome& outcome) = 0;
};

}  // namespace hako::http
