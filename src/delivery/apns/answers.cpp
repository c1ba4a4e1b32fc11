// SPDX-License-Identifier: Apache-2.0
#include "delivery/apns/answers.hpp"

#include <algorithm>
#include <array>

namespace hako::apns {
namespace {

using push::Verdict;

constexpr std::array kAnswers{
    Answer{200, "", Verdict::accepted},
    Answer{400, "BadCollapseId", Verdict::refused},
    Answer{400, "BadDeviceToken", Verdict::wrong_environment},
    Answer{400, "BadExpirationDate", Verdict::refused},
    Answer{400, "BadMessageId", Verdict::refused},
    Answer{400, "BadPriority", Verdict::refused},
    Answer{400, "BadTopic", Verdict::refused},
    Answer{400, "DeviceTokenNotForTopic", Verdict::token_dead},
    Answer{400, "DuplicateHeaders", Verdict::refused},
    Answer{400, "IdleTimeout", Verdict::retry_now, Step::reconnect},
    Answer{400, "InvalidPushType", Verdict::refused},
    Answer{400, "MissingDeviceToken", Verdict::refused},
    Answer{400, "MissingTopic", Verdict::refused},
    Answer{400, "PayloadEmpty", Verdict::refused},
    Answer{400, "TopicDisallowed", Verdict::credential_paused, Step::pause},
    Answer{403, "BadCertificate", Verdict::credential_paused, Step::pause},
    Answer{403, "BadCertificateEnvironment", Verdict::credential_paused, Step::pause},
    Answer{403, "BadEnvironmentKeyIdInToken", Verdict::credential_paused, Step::pause},
    // The same as it is seen on the wire.
    Answer{403, "BadEnvironmentKeyInToken", Verdict::credential_paused, Step::pause},
    Answer{403, "ExpiredProviderToken", Verdict::retry_now, Step::new_token},
    Answer{403, "Forbidden", Verdict::credential_paused, Step::pause},
    Answer{403, "InvalidProviderToken", Verdict::credential_paused, Step::pause},
    Answer{403, "MissingProviderToken", Verdict::credential_paused, Step::pause},
    Answer{403, "UnrelatedKeyIdInToken", Verdict::credential_paused, Step::pause},
    Answer{404, "BadPath", Verdict::refused},
    Answer{405, "MethodNotAllowed", Verdict::refused},
    Answer{410, "ExpiredToken", Verdict::token_dead},
    Answer{410, "Unregistered", Verdict::token_dead},
    Answer{413, "PayloadTooLarge", Verdict::refused},
    Answer{429, "TooManyProviderTokenUpdates", Verdict::credential_paused, Step::stop_minting},
    Answer{429, "TooManyRequests", Verdict::retry_device_later},
    Answer{500, "InternalServerError", Verdict::retry_later},
    Answer{503, "ServiceUnavailable", Verdict::retry_later, Step::reconnect},
    Answer{503, "Shutdown", Verdict::retry_later, Step::reconnect},
};

Answer by_status(int status, std::string_view reason) {
    Answer answer{status, reason, Verdict::refused};
    if (status >= 200 && status < 300) {
        answer.verdict = Verdict::accepted;
    } else if (status == 429) {
        answer.verdict = Verdict::retry_device_later;
    } else if (status >= 500) {
        answer.verdict = Verdict::retry_later;
    }
    return answer;
}

}  // namespace

std::span<const Answer> answers() {
    return kAnswers;
}

Answer find_answer(int status, std::string_view reason) {
    const auto* found = std::ranges::find_if(kAnswers, [&](const Answer& row) {
        return row.status == status && row.reason == reason;
    });
    return found == kAnswers.end() ? by_status(status, reason) : *found;
}

Answer find_goaway_answer(std::string_view reason) {
    const auto* found = std::ranges::find_if(kAnswers, [&](const Answer& row) {
        return row.step == Step::pause && row.reason == reason;
    });
    return found == kAnswers.end() ? Answer{0, reason, Verdict::retry_now} : *found;
}

}  // namespace hako::apns
