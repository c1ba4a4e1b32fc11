// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/clock.hpp"
#include "base/random.hpp"
#include "domain/push/push_queue.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace hako::jobs {

/// What one verdict does to a delivery and to the credential it was sent with.
struct Rule {
    enum class Then : std::uint8_t {
        accept,             ///< final: the provider has it
        fail,               ///< final: it will never arrive
        drop_token,         ///< final, and the device's token goes
        other_environment,  ///< the other APNs environment, once; then as drop_token
        again,              ///< after a pause that doubles from `first_pause` to `pause_max`
    };

    /// Whom the provider's Retry-After holds back.
    enum class Holds : std::uint8_t { nobody, delivery, credential };

    std::string_view name;  ///< for metrics and the log
    Then then = Then::fail;
    std::chrono::milliseconds first_pause{0};
    std::chrono::milliseconds pause_max{0};
    Holds retry_after = Holds::credential;
    /// Whether nothing of the credential is sent until it changes, or for a while.
    Holds pauses = Holds::nobody;
};

inline constexpr std::size_t kVerdictCount = 10;

/// A rule for every push::Verdict, in their order.
using Policy = std::array<Rule, kVerdictCount>;

/// The policy of the running server.
const Policy& standard_policy();

const Rule& rule_of(const Policy& policy, push::Verdict verdict);

/// What a claim needs to be judged by later: everything but the payload.
struct Claim {
    push::DeliveryKey key;
    push::Platform platform = push::Platform::ios;
    push::ApnsEnvironment environment = push::ApnsEnvironment::production;
    bool environment_is_known = false;
    bool tried_other_environment = false;
    std::string token;
    int attempt = 0;
    UnixMillis claimed_at = 0;
    UnixMillis give_up_at = 0;
};

Claim claim_of(const push::ClaimedDelivery& delivery);

/// What is recorded for a claim that ended with `outcome`. A further attempt that would come after
/// `give_up_at` is a failure with the provider's last word.
push::DeliveryRecord decide(
    const Policy& policy,
    const Claim& claim,
    const push::Outcome& outcome,
    UnixMillis now,
    Random& random
);

/// What is recorded for a claim whose time was over before it could be sent.
push::DeliveryRecord expired(const Claim& claim);

/// What is recorded for a claim that is not sent because its credential pauses until
/// `pauses_until`: it waits until shortly after that, and this counts as no attempt.
push::DeliveryRecord give_back(const Claim& claim, UnixMillis pauses_until, Random& random);

/// Our own words in the ledger, where the provider has not said any.
inline constexpr std::string_view kReasonExpired = "Expired";
inline constexpr std::string_view kReasonCredentialPaused = "CredentialPaused";

/// `pause` and up to half of it more, so that what failed together does not come back together.
std::chrono::milliseconds with_jitter(std::chrono::milliseconds pause, Random& random);

}  // namespace hako::jobs
