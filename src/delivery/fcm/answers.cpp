// SPDX-License-Identifier: Apache-2.0
#include "delivery/fcm/answers.hpp"

#include "json/document.hpp"

#include <algorithm>
#include <array>
#include <optional>

namespace hako::fcm {
namespace {

using json::Kind;
using json::Value;
using push::Verdict;
using std::chrono::seconds;

// Google: at least 10 s before a failed request is sent again, a minute when over quota.
constexpr seconds kFaultPause{10};
constexpr seconds kQuotaPause{60};

constexpr std::array kAnswers{
    Answer{200, "", Verdict::accepted},
    Answer{400, kInvalidToken, Verdict::token_dead},
    Answer{400, "INVALID_ARGUMENT", Verdict::refused},
    Answer{401, "UNAUTHENTICATED", Verdict::retry_now, Step::new_token},
    Answer{401, "THIRD_PARTY_AUTH_ERROR", Verdict::refused},
    Answer{403, "SENDER_ID_MISMATCH", Verdict::token_dead},
    Answer{403, "PERMISSION_DENIED", Verdict::credential_paused, Step::pause},
    Answer{404, "UNREGISTERED", Verdict::token_dead},
    // Without FcmError's word it is the project that was not found.
    Answer{404, "NOT_FOUND", Verdict::credential_paused, Step::pause},
    Answer{429, "QUOTA_EXCEEDED", Verdict::retry_later, Step::back_off, kQuotaPause},
    Answer{429, "RESOURCE_EXHAUSTED", Verdict::retry_later, Step::back_off, kQuotaPause},
    Answer{500, "INTERNAL", Verdict::retry_later, Step::none, kFaultPause},
    Answer{502, "", Verdict::retry_later, Step::none, kFaultPause},
    Answer{503, "UNAVAILABLE", Verdict::retry_later, Step::none, kFaultPause},
};

Answer by_status(int status, std::string_view code) {
    if (status >= 200 && status < 300) {
        return {status, code, Verdict::accepted};
    }
    switch (status) {
        case 401:
            return {status, code, Verdict::retry_now, Step::new_token};
        case 403:
        case 404:
            return {status, code, Verdict::credential_paused, Step::pause};
        case 429:
            return {status, code, Verdict::retry_later, Step::back_off, kQuotaPause};
        default:
            break;
    }
    return status >= 500 ? Answer{status, code, Verdict::retry_later, Step::none, kFaultPause}
                         : Answer{status, code, Verdict::refused};
}

std::string text_of(const Value& object, std::string_view name) {
    if (!object.is(Kind::object)) {
        return {};
    }
    const auto value = object.find(name);
    return value && value->is(Kind::string) ? value->string() : std::string();
}

/// What the details of an error say.
struct Details {
    std::string fcm_code;
    bool blames_token = false;
};

bool blames_token(const Value& detail) {
    const auto violations = detail.find("fieldViolations");
    if (!violations || !violations->is(Kind::array)) {
        return false;
    }
    bool blames = false;
    for (const Value& violation : violations->elements()) {
        blames = blames || text_of(violation, "field") == "message.token";
    }
    return blames;
}

Details read_details(const Value& error) {
    Details read;
    const auto details = error.find("details");
    if (!details || !details->is(Kind::array)) {
        return read;
    }
    for (const Value& detail : details->elements()) {
        const std::string type = text_of(detail, "@type");
        if (type.ends_with("google.firebase.fcm.v1.FcmError")) {
            read.fcm_code = text_of(detail, "errorCode");
        } else if (type.ends_with("google.rpc.BadRequest")) {
            read.blames_token = read.blames_token || blames_token(detail);
        }
    }
    return read;
}

}  // namespace

std::span<const Answer> answers() {
    return kAnswers;
}

Answer find_answer(int status, std::string_view code) {
    const auto* found = std::ranges::find_if(kAnswers, [&](const Answer& row) {
        return row.status == status && row.code == code;
    });
    return found == kAnswers.end() ? by_status(status, code) : *found;
}

std::string parse_code(std::string_view body) {
    json::Document document;
    if (document.parse(body) || !document.root().is(Kind::object)) {
        return {};
    }
    const auto error = document.root().find("error");
    if (!error || !error->is(Kind::object)) {
        return {};
    }
    const Details details = read_details(*error);
    const std::string status = text_of(*error, "status");
    std::string code = details.fcm_code.empty() ? status : details.fcm_code;
    // "The registration token is not a valid FCM registration token"
    const bool says_token =
        text_of(*error, "message").find("registration token") != std::string::npos;
    if (code == "INVALID_ARGUMENT" && (details.blames_token || says_token)) {
        return std::string(kInvalidToken);
    }
    return code;
}

}  // namespace hako::fcm
