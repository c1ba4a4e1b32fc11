// SPDX-License-Identifier: Apache-2.0
#include "jobs/credential_pauses.hpp"

#include "crypto/sha256.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <variant>

namespace hako::jobs {
namespace {

/// While one dispatch is under way alone, the others ask again after this long.
constexpr std::chrono::milliseconds kBehindFirst{5'000};

std::string digest(std::string_view text) {
    const auto hash = crypto::sha256(text);
    return {reinterpret_cast<const char*>(hash.data()), hash.size()};
}

std::string name_of(const push::ApnsCredential& apns, push::ApnsEnvironment environment) {
    const int world = static_cast<int>(environment);
    if (const auto* key = std::get_if<push::ApnsKeyCredential>(&apns.what)) {
        return fmt::format(
            "apns {} {} {} {} {}",
            world,
            key->team_id,
            key->key_id,
            key->topic,
            digest(key->key_pem.reveal())
        );
    }
    const auto& certificate = std::get<push::ApnsCertificateCredential>(apns.what);
    return fmt::format("apns {} {} {}", world, certificate.topic, digest(certificate.pem.reveal()));
}

std::string name_of(const push::FcmCredential& fcm) {
    return fmt::format("fcm {} {}", fcm.project_id, digest(fcm.private_key_pem.reveal()));
}

}  // namespace

const std::string& CredentialNames::name(
    const BackendId& backend,
    push::Platform platform,
    push::ApnsEnvironment environment
) {
    static const std::string none;
    const auto credentials = source_.find(backend);
    if (!credentials) {
        return none;
    }
    if (platform == push::Platform::android) {
        environment = push::ApnsEnvironment::production;
    }
    const auto named = [&](std::int64_t version, auto make) -> const std::string& {
        Known& known = known_[{backend, platform, environment}];
        if (known.name.empty() || known.version != version) {
            known = {version, make()};
        }
        return known.name;
    };
    if (platform == push::Platform::android) {
        const auto& fcm = credentials->fcm;
        return fcm ? named(fcm->version, [&] { return name_of(*fcm); }) : none;
    }
    const auto& apns = credentials->apns(environment);
    return apns ? named(apns->version, [&] { return name_of(*apns, environment); }) : none;
}

std::optional<UnixMillis>
CredentialPauses::held_until(const std::string& credential, std::uint64_t ticket, UnixMillis now) {
    auto held = would_hold_until(credential, now);
    if (!held) {
        const auto found = pauses_.find(credential);
        if (found != pauses_.end()) {
            found->second.first = ticket;
        }
    }
    return held;
}

std::optional<UnixMillis>
CredentialPauses::would_hold_until(const std::string& credential, UnixMillis now) const {
    const auto found = pauses_.find(credential);
    if (found == pauses_.end()) {
        return std::nullopt;
    }
    if (now < found->second.until) {
        return found->second.until;
    }
    return found->second.first ? std::optional(now + kBehindFirst.count()) : std::nullopt;
}

std::optional<std::size_t> CredentialPauses::room(const std::string& credential, UnixMillis now)
    const {
    const auto found = pauses_.find(credential);
    if (found == pauses_.end()) {
        return std::nullopt;
    }
    return now < found->second.until || found->second.first ? 0 : 1;
}

bool CredentialPauses::answered(
    const std::string& credential,
    std::uint64_t ticket,
    const push::Outcome& outcome,
    UnixMillis now
) {
    if (credential.empty()) {
        return false;
    }
    const Rule& rule = rule_of(policy_, outcome.verdict);
    const bool waits = outcome.retry_after && rule.retry_after == Rule::Holds::credential;
    const bool pauses = rule.pauses == Rule::Holds::credential;
    const auto found = pauses_.find(credential);
    if (!waits && !pauses) {
        if (found != pauses_.end() && found->second.first == ticket) {
            // Silence says nothing about the credential: it is asked once more, alone.
            if (outcome.verdict == push::Verdict::unknown) {
                found->second.first.reset();
            } else {
                pauses_.erase(found);
            }
        }
        return false;
    }
    const bool begins = found == pauses_.end();
    Pause& pause = pauses_[credential];
    // What was in flight together is one strike.
    if (begins || pause.first == ticket) {
        ++pause.strikes;
    }
    std::chrono::milliseconds length = rule.first_pause;
    for (int i = 1; i < pause.strikes && length < rule.pause_max; ++i) {
        length *= 2;
    }
    length = std::min(length, rule.pause_max);
    if (outcome.retry_after) {
        length = *outcome.retry_after;
    }
    hold(pause, now + length.count());
    return begins;
}

void CredentialPauses::lost(const std::string& credential, std::uint64_t ticket, UnixMillis now) {
    const auto found = pauses_.find(credential);
    if (found != pauses_.end() && found->second.first == ticket) {
        hold(found->second, now);
    }
}

void CredentialPauses::hold(Pause& pause, UnixMillis until) {
    pause.until = std::max(pause.until, until);
    pause.first.reset();
}

}  // namespace hako::jobs
