// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/task.hpp"
#include "base/uuid.hpp"
#include "domain/mail/template.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hako::mail {

/// Somebody's wish for a reset mail, as it came. Whether there is such a user is not looked at
/// before it is stored: what is stored, and how long that takes, tells nothing.
struct ResetRequest {
    std::string username;  ///< as given
    std::string template_name;
    std::string property;  ///< which one holds the address
    UnixMillis requested_at = 0;
};

/// The mail that a request was answered with, so that one more attempt sends the same one.
struct KeptMail {
    Uuid message_id;
    std::string token_box;  ///< the reset token, sealed for this request and its user
    UnixMillis token_made_at = 0;
};

/// A request that a worker holds.
struct ClaimedRequest {
    std::int64_t number = 0;
    int attempt = 0;  ///< from 1; names this claim
    ResetRequest request;
    std::optional<KeptMail> mail;  ///< of an earlier attempt
};

/// Mail templates and reset requests of one backend inside one open transaction.
class MailStore {
public:
    virtual ~MailStore() = default;

    virtual Task<Result<std::optional<Template>>> find_template(std::string_view name) = 0;

    /// By name.
    virtual Task<Result<std::vector<Template>>> templates() = 0;

    /// In the place of the one of that name.
    virtual Task<Result<void>> put_template(const Template& given) = 0;

    /// False when there was none.
    virtual Task<Result<bool>> erase_template(std::string_view name) = 0;

    /// Due at once. False, and nothing stored, when `waiting_max` wait already.
    virtual Task<Result<bool>>
    add_request(const ResetRequest& request, std::int64_t waiting_max) = 0;

    /// Takes at most `limit` requests that are due (or held by a claim that ran out), the longest
    /// due first, and holds them until `now + lease`.
    virtual Task<Result<std::vector<ClaimedRequest>>>
    claim_requests(UnixMillis now, std::chrono::seconds lease, std::size_t limit) = 0;

    /// Keeps what the request is answered with.
    virtual Task<Result<void>> keep_mail(std::int64_t number, const KeptMail& mail) = 0;

    /// Again at `next_attempt_at`. Changes nothing when a later claim has the request.
    virtual Task<Result<void>>
    retry_request(std::int64_t number, int attempt, UnixMillis next_attempt_at) = 0;

    /// It is answered, or never will be. What a later claim does with it then finds nothing.
    virtual Task<Result<void>> end_request(std::int64_t number) = 0;
};

/// Reads outside a transaction; each sees all that was committed before.
class MailReader {
public:
    virtual ~MailReader() = default;

    virtual Task<Result<std::optional<Template>>> find_template(std::string_view name) = 0;

    /// When the next request is due; empty when there is none.
    virtual Task<Result<std::optional<UnixMillis>>> next_due() = 0;

    /// How many requests there are. For the metrics page: it may lag behind.
    virtual Task<Result<std::int64_t>> waiting() = 0;
};

}  // namespace hako::mail
