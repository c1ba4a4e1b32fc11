// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/ids.hpp"
#include "base/task.hpp"
#include "domain/mail/message.hpp"
#include "domain/mail/smtp_server.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

namespace hako::mail {

/// What is known of a mail after an attempt to send it. The order is that of the words in
/// to_string.
enum class SendResult : std::uint8_t {
    accepted,   ///< the server has taken it
    refused,    ///< the server will not take this mail, now or later (a code of 5xx)
    not_sent,   ///< the server has not got it: not reached, not trusted, busy, or late
    no_answer,  ///< it was handed over whole, and no answer came: the server may have it
};

/// The word in logs and metrics.
std::string_view to_string(SendResult result);

struct SendReport {
    SendResult result = SendResult::not_sent;
    int code = 0;        ///< the server's last reply code; 0: there was none
    std::string detail;  ///< for the operator: what went wrong, or the server's words; one line
};

/// One attempt.
struct SendOrder {
    /// For fairness among them; empty: none's (a test of the server for all).
    std::optional<BackendId> backend;
    std::shared_ptr<const SmtpServer> server;
    Message message;
    std::chrono::steady_clock::time_point deadline;
};

/// The way to mail servers.
class Transport {
public:
    virtual ~Transport() = default;

    /// Tries once; never sends twice. Ends at the deadline at the latest, give or take a second.
    /// Goes on where the caller's Executor is.
    virtual Task<SendReport> send(SendOrder order) = 0;
};

}  // namespace hako::mail
