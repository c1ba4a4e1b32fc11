// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hako {

/// Every refusal Hako can answer. The list is closed: each front translates it to its wire in one
/// exhaustive switch, so a new enumerator does not compile until every front has decided.
enum class ErrorCode : std::uint8_t {
    invalid_params,     ///< one or more parameters are wrong; `Error::params()` says which and why
    api_key_invalid,    ///< key missing, wrong, revoked, expired, or not valid from this address
    session_invalid,    ///< a session id that cannot be one
    login_required,     ///< the caller has to log in first
    device_required,    ///< the caller did not name its device
    invalid_operation,  ///< right parameters, but not in this state
    permission_denied,  ///< the caller may not
    rate_limited,       ///< too many calls; try again later
    busy,         ///< too many others are being served; nothing was done, try again in a moment
    unavailable,  ///< Hako cannot do it now (disk full, busy, shutting down); nothing was done
};

/// Text that a caller may read. Only this type can reach a reply.
class PublicText {
public:
    explicit PublicText(std::string text) : text_(std::move(text)) {}

    [[nodiscard]] const std::string& text() const {
        return text_;
    }

private:
    std::string text_;
};

/// Text for the operator's log only. It never reaches a reply: there is no conversion to
/// PublicText.
class PrivateDetail {
public:
    explicit PrivateDetail(std::string text) : text_(std::move(text)) {}

    [[nodiscard]] const std::string& text() const {
        return text_;
    }

private:
    std::string text_;
};

/// What is wrong with one parameter, in words for the caller.
struct ParamError {
    std::string name;
    PublicText text;
};

/// A refusal: a closed code, one message for each wrong parameter (all of them at once), and a
/// private detail for the log. Cheap to move (one pointer).
class [[nodiscard]] Error {
public:
    explicit Error(ErrorCode code);

    /// One wrong parameter. `name` is the parameter's wire name, `text` a whole sentence.
    static Error invalid_param(std::string_view name, std::string text);

    /// Hako cannot do it now; nothing was done. `detail` goes to the log, not to the caller.
    static Error unavailable(const PrivateDetail& detail);

    /// As `unavailable`, with a sentence for the caller under the name `about`.
    static Error
    unavailable(std::string_view about, const PublicText& text, const PrivateDetail& detail);

    /// Too many others are being served: `text` says at what, under the name `about`. To be tried
    /// again after kBusyRetryMillis.
    static Error busy(std::string_view about, const PublicText& text, const PrivateDetail& detail);

    /// Too many calls. `text` says of what; it is shown under the name `about`.
    static Error rate_limited(std::string_view about, const PublicText& text);

    /// As above, to be tried again after `retry_after`.
    static Error rate_limited(
        std::string_view about,
        const PublicText& text,
        std::chrono::milliseconds retry_after
    );

    /// Adds one more wrong parameter. Keeps the first message of a parameter that is named twice.
    Error& add_param(std::string_view name, std::string text);

    /// Renames a parameter: a use case says `collectionName`, the method calls it `_id`.
    Error& rename_param(std::string_view from, std::string_view to);

    /// Replaces the detail for the log.
    Error& set_detail(const PrivateDetail& detail);

    [[nodiscard]] ErrorCode code() const;
    [[nodiscard]] const std::vector<ParamError>& params() const;

    /// Empty when there is none.
    [[nodiscard]] const std::string& detail() const;

    /// When it is worth trying again; empty when that is not known.
    [[nodiscard]] std::optional<std::chrono::milliseconds> retry_after() const;

private:
    struct Body {
        ErrorCode code;
        std::vector<ParamError> params;
        std::string detail;
        std::optional<std::chrono::milliseconds> retry_after = std::nullopt;
    };

    std::unique_ptr<Body> body_;
};

/// The code's name as it is spelt in C++, for logs and metrics.
std::string_view to_string(ErrorCode code);

}  // namespace hako
