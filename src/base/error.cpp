// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"

#include "base/limits.hpp"

#include <algorithm>

namespace hako {

Error::Error(ErrorCode code) : body_(std::make_unique<Body>(Body{code, {}, {}, {}})) {}

Error Error::invalid_param(std::string_view name, std::string text) {
    Error error(ErrorCode::invalid_params);
    error.add_param(name, std::move(text));
    return error;
}

Error Error::unavailable(const PrivateDetail& detail) {
    Error error(ErrorCode::unavailable);
    error.set_detail(detail);
    return error;
}

Error Error::unavailable(
    std::string_view about,
    const PublicText& text,
    const PrivateDetail& detail
) {
    Error error = unavailable(detail);
    error.add_param(about, text.text());
    return error;
}

Error Error::busy(std::string_view about, const PublicText& text, const PrivateDetail& detail) {
    Error error(ErrorCode::busy);
    error.add_param(about, text.text());
    error.set_detail(detail);
    error.body_->retry_after = limits::kBusyRetryMillis;
    return error;
}

Error Error::rate_limited(std::string_view about, const PublicText& text) {
    Error error(ErrorCode::rate_limited);
    error.add_param(about, text.text());
    return error;
}

Error Error::rate_limited(
    std::string_view about,
    const PublicText& text,
    std::chrono::milliseconds retry_after
) {
    Error error = rate_limited(about, text);
    error.body_->retry_after = retry_after;
    return error;
}

Error& Error::add_param(std::string_view name, std::string text) {
    const bool known =
        std::any_of(body_->params.begin(), body_->params.end(), [&](const ParamError& p) {
            return p.name == name;
        });
    if (!known) {
        body_->params.push_back({std::string(name), PublicText(std::move(text))});
    }
    return *this;
}

Error& Error::rename_param(std::string_view from, std::string_view to) {
    for (auto& param : body_->params) {
        if (param.name == from) {
            param.name = to;
        }
    }
    return *this;
}

Error& Error::set_detail(const PrivateDetail& detail) {
    body_->detail = detail.text();
    return *this;
}

ErrorCode Error::code() const {
    return body_->code;
}

const std::vector<ParamError>& Error::params() const {
    return body_->params;
}

const std::string& Error::detail() const {
    return body_->detail;
}

std::optional<std::chrono::milliseconds> Error::retry_after() const {
    return body_->retry_after;
}

std::string_view to_string(ErrorCode code) {
    switch (code) {
        case ErrorCode::invalid_params:
            return "invalid_params";
        case ErrorCode::api_key_invalid:
            return "api_key_invalid";
        case ErrorCode::session_invalid:
            return "session_invalid";
        case ErrorCode::login_required:
            return "login_required";
        case ErrorCode::device_required:
            return "device_required";
        case ErrorCode::invalid_operation:
            return "invalid_operation";
        case ErrorCode::permission_denied:
            return "permission_denied";
        case ErrorCode::rate_limited:
            return "rate_limited";
        case ErrorCode::busy:
            return "busy";
        case ErrorCode::unavailable:
            return "unavailable";
    }
    return "unknown";
}

}  // namespace hako
