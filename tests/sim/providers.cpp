// SPDX-License-Identifier: Apache-2.0
#include "tests/sim/providers.hpp"

#include <fmt/format.h>

namespace hako::sim {

using push::Platform;
using push::Verdict;

Answer Providers::answer(const push::Dispatch& dispatch, bool has_credential, bool is_refused) {
    if (!has_credential) {
        Answer none;
        none.outcome = {Verdict::no_credential, 0, "NoCredential", {}, {}};
        return none;
    }
    Answer answer = trouble();
    answer.latency = random_.between(1, 400);
    if (!answer.outcome.reason.empty()) {
        return answer;
    }
    if (is_refused) {
        answer.outcome = {Verdict::credential_paused, 403, "InvalidProviderToken", {}, {}};
        return answer;
    }
    answer.outcome = judge(dispatch);
    answer.was_taken = answer.outcome.verdict == Verdict::accepted;
    if (random_.chance(30)) {  // The answer is lost on its way.
        answer.outcome = {Verdict::unknown, 0, "NoAnswer", {}, {}};
        answer.latency = random_.between(1, 30'000);
    }
    if (random_.chance(3)) {  // Or comes when nobody waits for it any more.
        answer.latency = random_.between(60'000, 300'000);
    }
    return answer;
}

Answer Providers::trouble() {
    Answer answer;
    push::Outcome& outcome = answer.outcome;
    const std::size_t dice = random_.below(1'000);
    if (dice < 30) {
        outcome = {Verdict::unknown, 0, "Lost", {}, {}};
    } else if (dice < 60) {
        outcome = {Verdict::retry_now, 0, "RefusedStream", {}, {}};
    } else if (dice < 100) {
        outcome = {Verdict::retry_later, 503, "ServiceUnavailable", {}, maybe_retry_after()};
    } else if (dice < 120) {
        outcome = {Verdict::retry_device_later, 429, "TooManyRequests", {}, maybe_retry_after()};
    } else if (dice < 130) {
        outcome = {Verdict::credential_paused, 429, "Quota", {}, maybe_retry_after()};
    } else if (dice < 135) {
        outcome = {Verdict::refused, 413, "PayloadTooLarge", {}, {}};
    }
    return answer;
}

push::Outcome Providers::judge(const push::Dispatch& dispatch) {
    const TokenTruth& truth = tokens.at(dispatch.token);
    const bool is_ios = dispatch.platform == Platform::ios;
    if (is_ios && dispatch.environment != truth.environment) {
        return {Verdict::wrong_environment, 400, "BadDeviceToken", {}, {}};
    }
    if (!truth.is_alive) {
        const auto since = is_ios ? std::optional(truth.dead_since) : std::nullopt;
        return {Verdict::token_dead, is_ios ? 410 : 404, "Unregistered", since, {}};
    }
    return {Verdict::accepted, 200, "", {}, {}};
}

std::optional<std::chrono::seconds> Providers::maybe_retry_after() {
    return random_.chance(500) ? std::optional(std::chrono::seconds(random_.between(1, 300)))
                               : std::nullopt;
}

void ModelCredentials::give(const BackendId& backend, std::int64_t version, SimRandom& random) {
    auto credentials = std::make_shared<push::Credentials>();
    const auto apns = [&] {
        return push::ApnsCredential{
            .version = version,
            .what =
                push::ApnsKeyCredential{
                    .key_pem = crypto::Secret(fmt::format("{} {}", backend.text(), version)),
                    .key_id = "K",
                    .team_id = "T",
                    .topic = "app",
                },
        };
    };
    if (random.chance(900)) {
        credentials->apns_development.emplace(apns());
    }
    if (random.chance(900)) {
        credentials->apns_production.emplace(apns());
    }
    if (random.chance(900)) {
        credentials->fcm.emplace(push::FcmCredential{
            .version = version,
            .project_id = backend.text(),
            .client_email = {},
            .private_key_id = {},
            .private_key_pem = crypto::Secret(fmt::format("{}", version)),
            .token_uri = {},
        });
    }
    given[backend.text()] = std::move(credentials);
}

std::optional<std::int64_t> ModelCredentials::version_for(const push::Dispatch& dispatch) const {
    const auto credentials = find(dispatch.backend);
    if (!credentials) {
        return std::nullopt;
    }
    if (dispatch.platform == Platform::android) {
        return credentials->fcm ? std::optional(credentials->fcm->version) : std::nullopt;
    }
    const auto& apns = credentials->apns(dispatch.environment);
    return apns ? std::optional(apns->version) : std::nullopt;
}

}  // namespace hako::sim
